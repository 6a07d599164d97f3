/**
 * What the checkers find wrong and we keep, in all stacks of all stages: five decisions at most. A finding is kept only at
 * the places named here, so that the same rule still speaks up anywhere else.
 */
import type { Finding } from './checkers.ts';

type Kept = { rule: string; at: RegExp; because: string };
type Decision = { decision: string; kept: Kept[] };

export const DECISIONS: Decision[] = [
  {
    decision: 'Rights over things that have no name yet end in a wildcard',
    kept: [
      {
        rule: 'AwsSolutions-IAM5',
        at: /Resource::\S+(\/|:log-group:[^*]+:|:ec2imagebuilder)\*$/,
        because:
          'objects below a prefix, streams of a log group, what a launch makes, Image Builder’s buckets; test/infra/roles lists every one',
      },
      {
        rule: 'AwsSolutions-IAM5',
        at: /^\S+\/(Reconcile\/Role|Http\/Logging\/Role|Image\/BuildRole|OldImages\/Role)\/\S+ Resource::\*$/,
        because: 'AWS lets these actions be narrowed to nothing; test/infra/roles lists them',
      },
    ],
  },
  {
    decision: 'Clients authenticate with an API key, as the contract says',
    kept: [
      {
        rule: 'AwsSolutions-APIG4',
        at: /\/Http\/Api\//,
        because: 'all below /api asks for a key, and nothing else tells of jobs; a test holds it',
      },
      {
        rule: 'AwsSolutions-APIG4',
        at: /\/Live\/Sockets\/Api\//,
        because: 'a socket is let in by a ticket, which a key gives; the Lambda checks it, and nothing else is sent',
      },
      { rule: 'AwsSolutions-COG4', at: /\/Http\/Api\//, because: 'there are no human users who could sign in' },
      {
        rule: 'CKV_AWS_59',
        at: /AWS::ApiGateway::Method\.HttpApi(health|ready|openapi|docs|redoc|ui)/,
        because:
          'whether the service is up, what its API is like, and the files of the page, at low rates; a test holds the list',
      },
    ],
  },
  {
    decision: 'A key of our own seals what is secret; the rest is encrypted with keys of AWS',
    kept: [
      {
        rule: 'CKV_AWS_27',
        at: /AWS::SQS::Queue\./,
        because: 'the check knows KMS only; every queue is encrypted by SQS (SSE-SQS), a test holds it',
      },
      { rule: 'CKV_AWS_26', at: /AWS::SNS::Topic\.Alarms/, because: 'names of alarms; no file, client or secret' },
      {
        rule: 'CKV_AWS_158',
        at: /AWS::Logs::LogGroup\./,
        because: 'CloudWatch encrypts all logs; nothing secret is logged; a lost key would take the logs with it',
      },
      { rule: 'CKV_AWS_173', at: /AWS::Lambda::Function\./, because: 'names and limits; a test holds the list' },
    ],
  },
  {
    decision: 'Lambdas stand alone: no VPC, no reserved concurrency, no dead-letter queue of their own',
    kept: [
      { rule: 'CKV_AWS_117', at: /AWS::Lambda::Function\./, because: 'a VPC takes a NAT gateway, billed while idle' },
      { rule: 'CKV_AWS_115', at: /AWS::Lambda::Function\./, because: 'a new account has no concurrency to reserve' },
      {
        rule: 'CKV_AWS_116',
        at: /AWS::Lambda::Function\./,
        because: 'it serves asynchronous calls; queues feed ours and have theirs, reconcile comes again in a minute',
      },
    ],
  },
  {
    decision: 'Nothing that bills or writes for ever without guarding a client’s data',
    kept: [
      {
        rule: 'CKV_AWS_165',
        at: /AWS::DynamoDB::GlobalTable\.LiveTable/,
        because: 'all in it is gone after a day, can be told anew, and must not outlive its job in a backup',
      },
      { rule: 'CKV_AWS_120', at: /AWS::ApiGateway::Stage\./, because: 'a cache bills by the hour, answers change' },
      {
        rule: 'CKV_AWS_73',
        at: /AWS::ApiGateway::Stage\./,
        because: 'traces would hold paths, and so callback ids, a second time; the access log has time and request id',
      },
      {
        rule: 'CKV_AWS_18',
        at: /AWS::S3::Bucket\.FilesAccessLogs/,
        because: 'logging the bucket of logs makes a log for each log, for ever',
      },
    ],
  },
];

const kept = DECISIONS.flatMap((decision) => decision.kept);

export const isKept = (finding: Finding) => kept.some((one) => applies(one, finding));

/** Entries that no finding needs any more. */
export function unneeded(findings: Finding[]): string[] {
  return kept
    .filter((one) => !findings.some((finding) => applies(one, finding)))
    .map(({ rule, at }) => `${rule} ${at}`);
}

function applies({ rule, at }: Kept, finding: Finding): boolean {
  return finding.rule === rule && at.test(finding.at);
}
