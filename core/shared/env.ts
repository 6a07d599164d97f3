import * as z from 'zod';
import { parseJson } from './json.ts';

/**
 * Names of every environment variable a Lambda reads. The constructs in `lib/` set them with these constants and the
 * handlers read them through `readEnv`, so the two cannot drift apart.
 */
export const ENV = {
  stage: 'STAGE',
  tableName: 'TABLE_NAME',
  bucketName: 'BUCKET_NAME',
  uploadsQueueUrl: 'UPLOADS_QUEUE_URL',
  jobsQueueUrl: 'JOBS_QUEUE_URL',
  deliveriesQueueUrl: 'DELIVERIES_QUEUE_URL',
  secretsKeyArn: 'SECRETS_KEY_ARN',
  launchTemplateName: 'LAUNCH_TEMPLATE_NAME',
  /** JSON, `FleetSettings`. */
  fleet: 'FLEET',
  /** JSON, `SweepSettings`. */
  uploadSearch: 'SWEEP',
  /** JSON, `UploadLimits`. */
  uploadLimits: 'UPLOAD_LIMITS',
  /** JSON, `CallbackRules`. */
  callbackRules: 'CALLBACK_RULES',
  /** JSON, `WebhookLimits`. */
  webhookLimits: 'WEBHOOK_LIMITS',
  /** JSON, `KeyLimits`. */
  keyLimits: 'KEY_LIMITS',
  usagePlanName: 'USAGE_PLAN_NAME',
  registrationDays: 'REGISTRATION_DAYS',
  /** JSON, `ModelSettings` of the default. */
  model: 'MODEL',
  /** JSON, `FurtherModels`; absent where the stage serves one model. */
  furtherModels: 'FURTHER_MODELS',
  /** JSON, a list of `FurtherBucket`; absent where the stage has none. */
  furtherBuckets: 'FURTHER_BUCKETS',
  /** Tag `Name` of the workers' machine images. */
  imageName: 'IMAGE_NAME',
  imageParameter: 'IMAGE_PARAMETER',
  imagesKept: 'IMAGES_KEPT',
  liveTableName: 'LIVE_TABLE_NAME',
  /** wss://… , where sockets are opened. */
  socketUrl: 'SOCKET_URL',
  /** How many requests for events may wait at once. */
  polls: 'POLLS',
} as const;

/** The environment lacks or misspells something; the message names every wrong variable at once. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

/**
 * Reads and checks the variables a process needs, all of them at once.
 *
 * @param shape zod schema for each variable, keyed by its name in `ENV`
 * @throws EnvironmentError naming every variable that is missing or malformed
 */
export function readEnv<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Record<string, string | undefined>,
): z.infer<z.ZodObject<Shape>> {
  const parsed = z.object(shape).safeParse(environment);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(
    `environment variables are wrong: ${wrong.join('; ')}. Set them where the process starts.`,
  );
}

/** A variable that holds JSON of the given schema. */
export function jsonVariable<Schema extends z.ZodType>(schema: Schema) {
  return z.string().transform((text, context): z.infer<Schema> => {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue({
      code: 'custom',
      message: `expected JSON, ${parsed.error.issues.map((i) => i.message).join(', ')}`,
    });
    return z.NEVER;
  });
}
