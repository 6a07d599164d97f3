import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../../core/shared/ports.ts';
import { redact } from './redaction.ts';

/** JSON lines on standard output, without secrets; the service's name comes from POWERTOOLS_SERVICE_NAME. */
export const logger = new Logger({ jsonReplacerFn: redact });

export const log: Log = {
  info: (message, fields = {}) => logger.info(message, fields),
  warn: (message, fields = {}) => logger.warn(message, fields),
  error: (message, fields = {}) => logger.error(message, fields),
};
