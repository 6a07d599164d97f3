/** The schemas that the document calls by a name, and how they are published. One that fields describe anew, such as a time, has none. */
import type * as z from 'zod';
import type { CreateDocumentOptions } from 'zod-openapi';
import { AudioResult, AudioStatus, AudioUpload } from '../../core/contracts/audio-notes.ts';
import {
  PresignedUrl,
  PresignedUrlRequest,
  TranscribeRequest,
  TranscriptionJob,
  TranscriptionJobs,
} from '../../core/contracts/audio-text.ts';
import {
  CancelledDocument,
  CompleteDocument,
  FailedDocument,
  File,
  Metadata,
  Outcome,
  Transcript,
  Usage,
} from '../../core/contracts/document.ts';
import { Quality, RemovedSegment, Segment, Word } from '../../core/contracts/engine-protocol.ts';
import { Estimate, EstimateRequest } from '../../core/contracts/estimate.ts';
import { Deletion, Job, JobList, JobSummary } from '../../core/contracts/job-answers.ts';
import { JobRequest } from '../../core/contracts/job-request.ts';
import { RetryRequest } from '../../core/contracts/job-requests.ts';
import { ClientMetadata, JobError, Warning } from '../../core/contracts/job-row.ts';
import {
  Key,
  KeyList,
  keyLimitsRequest,
  keyRequest,
  keyRotationRequest,
  NewKey,
  TenantLimits,
  TenantUsage,
} from '../../core/contracts/keys.ts';
import { LiveEvents, SegmentsEvent, Snapshot, StateEvent, Ticket } from '../../core/contracts/live.ts';
import { Operation } from '../../core/contracts/operation.ts';
import { ResultFormat, ResultUris } from '../../core/contracts/options.ts';
import {
  CallbackSecret,
  RegistrationRequest,
  rotationRequest,
  UploadForm,
  UploadRequest,
  WebhookTestRequest,
} from '../../core/contracts/registration.ts';
import { Description, Health, Model, Models, Problem, Readiness } from '../../core/contracts/service-answers.ts';
import { LongTranscript, TranscriptAnswer, VerboseTranscript } from '../../core/contracts/transcript-answers.ts';
import { Upload, UploadEnded } from '../../core/contracts/uploads.ts';
import {
  EditedDocument,
  EditedSegment,
  EditedWord,
  Version,
  VersionList,
  VersionRequest,
} from '../../core/contracts/versions.ts';
import { Deliveries, Delivery, Registration, Rotation, WebhookTest } from '../../core/contracts/webhook-answers.ts';

export const SCHEMAS = {
  AudioResult,
  AudioStatus,
  AudioUpload,
  CallbackSecret,
  CancelledOutcome: CancelledDocument,
  ClientMetadata,
  CompleteOutcome: CompleteDocument,
  Deletion,
  Deliveries,
  Delivery,
  Description,
  EditedDocument,
  EditedSegment,
  EditedWord,
  Estimate,
  EstimateRequest,
  FailedOutcome: FailedDocument,
  File,
  Form: ResultFormat,
  Health,
  Job,
  JobError,
  JobList,
  JobRequest,
  JobSummary,
  Key,
  KeyList,
  KeyLimitsRequest: keyLimitsRequest,
  KeyRequest: keyRequest,
  KeyRotationRequest: keyRotationRequest,
  LiveEvents,
  LongTranscript,
  Metadata,
  Model,
  Models,
  NewKey,
  Operation,
  Outcome,
  PresignedUrl,
  PresignedUrlRequest,
  Problem,
  Quality,
  Readiness,
  Registration,
  RegistrationRequest,
  RemovedSegment,
  Results: ResultUris,
  RetryRequest,
  Rotation,
  RotationRequest: rotationRequest,
  Segment,
  SegmentsEvent,
  Snapshot,
  StateEvent,
  TenantLimits,
  TenantUsage,
  Ticket,
  TranscribeRequest,
  Transcript,
  TranscriptAnswer,
  TranscriptionJob,
  TranscriptionJobs,
  Upload,
  UploadEnded,
  UploadForm,
  UploadRequest,
  Usage,
  VerboseTranscript,
  Version,
  VersionList,
  VersionRequest,
  Warning,
  WebhookTest,
  WebhookTestRequest,
  Word,
};

type Override = NonNullable<CreateDocumentOptions['override']>;

/**
 * What zod says of a schema beyond what clients are promised: answers may get further fields, and only requests are strict;
 * the bounds of whole numbers are those of JavaScript; the pattern of a time is its format once more. And a default, which zod leaves
 * out where a query's text becomes a number.
 */
export const asPublished: Override = ({ jsonSchema, zodSchema }) => {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !def.catchall) delete jsonSchema.additionalProperties;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (def.type === 'default') jsonSchema.default ??= (def as z.core.$ZodDefaultDef).defaultValue;
};
