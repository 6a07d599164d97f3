import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLettersOf } from '../names.ts';

export interface GuardedQueueProps {
  /** Physical name; its dead-letter queue is called by `deadLettersOf`. */
  readonly name: string;
  /** How long a received message stays hidden; at least what its consumer needs. */
  readonly visibility: Duration;
  /**
   * Receives after which a message is set aside.
   *
   * @default 5 - enough to ride out a throttled minute, few enough to be told about a message that cannot be handled
   */
  readonly maxReceives?: number;
}

/** An encrypted, TLS-only queue that keeps messages for 14 days (SQS's longest) and sets aside what nobody can handle. */
export class GuardedQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: GuardedQueueProps) {
    super(scope, id);
    const guarded = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...guarded, queueName: deadLettersOf(props.name) });
    this.queue = new Queue(this, 'Queue', {
      ...guarded,
      queueName: props.name,
      visibilityTimeout: props.visibility,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives ?? 5 },
    });
  }
}
