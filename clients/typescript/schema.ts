/** Made from docs/openapi.json by `npm run openapi`; do not edit. */

export interface paths {
    "/api/v1/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register a callback and get a place to upload to. */
        post: operations["registerCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/callbacks/{callback_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a callback a new secret; for a while the old one signs too. */
        post: operations["rotateCallbackSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a signed sample to a receiver, and see what it answers.
         * @description One attempt, now, with a complete document that has the warning test. Nothing is kept, and no job comes of it.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The models that a request may name, and what they can do.
         * @description Those that this deployment serves, the default first.
         */
        get: operations["getModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** About how long a recording would take and what it would cost. */
        post: operations["estimate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get links to send a file by, without rights of your own in S3.
         * @description With the options of its job, and with a callback or without. A file of up to 64 MiB is one form to post; a larger one goes in parts, which end by completeUpload. The job has the id of the upload and starts by itself when the file is there.
         */
        post: operations["startUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/upload-audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a small file itself, and have it transcribed.
         * @description Of up to 4,400,000 bytes, with the options of its job as further fields of the form, and with a callback or without. Larger files go by startUpload. Sent again under its Idempotency-Key it may have another boundary: what counts are fields and file.
         */
        post: operations["uploadAudio"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fresh links to what is not sent yet.
         * @description After the old ones have expired, or to go on where a connection was lost.
         */
        get: operations["getUpload"];
        put?: never;
        post?: never;
        /**
         * Give an upload up.
         * @description What was sent of it is removed, and its job is cancelled.
         */
        delete: operations["abortUpload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uploads/{upload_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make one file of the parts.
         * @description Refused while parts are missing, which it names. Nothing of them has to be told.
         */
        post: operations["completeUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audio/presigned-url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A link to PUT a file to; better: startUpload. */
        post: operations["getPresignedUrl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/job/transcribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the file transcribed that was sent by the link; better: completeUpload. */
        post: operations["transcribeUploaded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/job/status/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A job with its text; better: getJob. */
        get: operations["getJobStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/job/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest jobs; better: listJobs. */
        get: operations["readJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the service answers; better: health. */
        get: operations["isThere"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upload-audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a small file and have it transcribed; better: uploadAudio.
         * @description Also with a slash at the end. The older service described the path and the field job_id; the others are named by what they are.
         */
        post: operations["uploadAudioForNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a job is doing; better: getJob.
         * @description Statuses are those that “a processing job” and “a completed job” of its description imply, and two more.
         */
        get: operations["getAudioStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/result/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The text of a completed job; better: getTranscript.
         * @description Until it is completed, a problem with status 409 that says what the job is.
         */
        get: operations["getAudioResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your jobs, the newest first.
         * @description A page may hold fewer jobs than limit, even none, and the list still go on: it ends where next_cursor is null. A job that is there all the while comes once. One that was made a moment ago may be missing.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Have a file transcribed that is in the web, or was uploaded.
         * @description The job waits for a worker at once. A file of the web is fetched by the worker, on each attempt anew, and can fail with a code url_… .
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transcribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a file transcribed that is in the web, or was uploaded.
         * @description The job waits for a worker at once. A file of the web is fetched by the worker, on each attempt anew, and can fail with a code url_… .
         */
        post: operations["transcribe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a job and its webhook are doing. */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Remove all data of a job: file, results, webhooks.
         * @description From then on the job is not found. What is stored goes within minutes, every version of it; one that was at work, when its worker can write no more, two minutes later at most. A job that is not over ends, without a webhook. A file that a retry is of stays for that one. The callback stays.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The finished transcript itself, in the format of your choice.
         * @description Never a redirect. Of the original as it was heard, or of an edited version. A format that the job did not ask for is made from its JSON. With more than 4 MB, whatever the format, the answer is JSON with a link that is good for 15 minutes; fetch it without the API key.
         */
        get: operations["getTranscript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of the transcript: who made them, and when. */
        get: operations["listVersions"];
        put?: never;
        /**
         * Save an edit of the transcript as a new version, or go back to an older one.
         * @description Only what changes is sent, in at most 4 MB. The versions before stay as they are, and so does the result as it was stored and sent. Words that stayed keep their times and probabilities. 409 when the edit is not of the newest version (not_the_newest_version; errors and detail name it), when nothing would change, and beyond 200 versions.
         */
        post: operations["saveVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a job that is not over.
         * @description One that waits is never started; the work on one that runs ends within 5 seconds. A webhook says so (status cancelled). Of a callback without a file yet, the first file that comes is the one that is cancelled. To cancel again changes nothing.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the file of a job again that failed or was cancelled.
         * @description The answer is a further job, with an id and a webhook of its own, and retry_of; the one before stays as it is. Options that are given take the place of those it had. Asked again with the same options the answer is the same job; to try once more after that one, retry that one.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of the webhooks of a job, attempt by attempt.
         * @description None without a callback, and until the job has ended.
         */
        get: operations["getDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/deliveries/{delivery_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a webhook again, whatever became of it.
         * @description The same webhook-id and body, now, with the whole schedule before it. A callback that was stopped, by a 410 or by days of failures, is sent to again.
         */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens with a job, as it happens: states, and segments as they are heard.
         * @description For clients without a WebSocket: asked again at once with the seq of the answer, it misses nothing. Only so many requests wait at a time; beyond that the answer is 429 with Retry-After.
         */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which of your jobs come to another state, as they do.
         * @description As the events of one job, of all; states alone.
         */
        get: operations["getTenantEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket for a WebSocket that tells what happens with a job.
         * @description See docs/live.md. Good for one connection, within 60 seconds.
         */
        post: operations["giveTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket for a WebSocket that tells which of your jobs come to another state.
         * @description See docs/live.md. Good for one connection, within 60 seconds.
         */
        post: operations["giveTenantTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the jobs of your tenant came to, today and this month. */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What your key is held to.
         * @description When what was spent is reached, registrations answer 429 with Retry-After, and jobs of uploads are held until it counts anew; jobs beyond concurrent_jobs are held until others have ended. Requests a second and a month are held to the plan besides.
         */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The API keys of the service.
         * @description In the order they were made. A key of a version before is among them from its next use on.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key.
         * @description API Gateway takes some minutes at most until it lets a new key in.
         */
        post: operations["makeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a key that takes the place of another; for a while both are valid. */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the limits of a key.
         * @description They hold from the next request and the next upload on, also for callbacks that were registered with the key before; jobs that are held go on within a quarter of an hour if the new limits let them.
         */
        post: operations["setKeyLimits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shut a key out for good, from the next request on. */
        post: operations["disableKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the service is at, what holds it back, and what it came to.
         * @description For people and pages; getMetrics has the same and more for Prometheus.
         */
        get: operations["getOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service has done and what it is at, for Prometheus. */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register a callback and get a place to upload to. */
        post: operations["registerCallbackUnversioned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/callbacks/{callback_id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a callback a new secret; for a while the old one signs too. */
        post: operations["rotateCallbackSecretUnversioned"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a job and its webhook are doing. */
        get: operations["getJobUnversioned"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{job_id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The finished transcript by redirect, for clients that know no links.
         * @description Better: getTranscript, or links.json of the job. Most clients that follow a redirect by themselves (`curl -L`, fetch) send X-API-Key to the other host too, where it is of no use and may be logged. Whoever uses this route reads the location and fetches it without the key; the link is good for 15 minutes.
         */
        get: operations["redirectToTranscript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the API runs. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the API reaches what it keeps its data in. */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: operations["getDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document as a page to read and try. */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the page is made of. */
        get: operations["getDocsFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page to upload, follow and read with, for people.
         * @description Not there where the operator has switched it off. It uses the routes of this document and no others.
         */
        get: operations["getPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What that page is made of. */
        get: operations["getPageFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/redoc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where some expect the page. */
        get: operations["getRedoc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    jobEnded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job is complete, has failed or was cancelled. Sent to its callback_url, at least once. */
        post: operations["jobEnded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description Printable ASCII. With the prefix `whsec_` the rest is base64 of 24 to 64 bytes. */
        CallbackSecret: string;
        CancelledOutcome: {
            job_id: string;
            callback_id: string | null;
            /** @description Null when the job was cancelled before its file came. */
            file: components["schemas"]["File"] | null;
            metadata: components["schemas"]["Metadata"];
            warnings: components["schemas"]["Warning"][];
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            client_metadata?: components["schemas"]["ClientMetadata"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "cancelled";
            transcript: null;
            error: components["schemas"]["JobError"];
        };
        /** @description At most 4096 bytes of JSON, given back as it came. Refused: numbers beyond ±9007199254740991 (send them as text), half characters (lone surrogates), more than 32 levels. */
        ClientMetadata: Record<string, never>;
        CompleteOutcome: {
            job_id: string;
            callback_id: string | null;
            file: components["schemas"]["File"];
            metadata: components["schemas"]["Metadata"];
            warnings: components["schemas"]["Warning"][];
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            client_metadata?: components["schemas"]["ClientMetadata"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "complete";
            transcript: components["schemas"]["Transcript"];
            language: {
                code: string;
                probability: number;
            };
            duration_seconds: number;
            results: components["schemas"]["Results"];
            quality: components["schemas"]["Quality"];
            usage: components["schemas"]["Usage"];
        };
        Delivery: {
            /** @description The webhook-id. */
            id: string;
            /** @enum {string} */
            status: "pending" | "delivered" | "failed";
            attempts: {
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                at: string;
                milliseconds: number;
                http_status: number | null;
                error: {
                    /** @enum {string} */
                    code: "address_refused" | "name_not_found" | "connection_failed" | "tls_failed" | "timeout" | "invalid_answer" | "service_error" | "no_answer_recorded";
                    message: string;
                } | null;
            }[];
            next_attempt_at: string | null;
            failure: {
                /** @enum {string} */
                code: "receiver_gone" | "receiver_failing" | "retries_exhausted" | "data_missing";
                message: string;
            } | null;
        };
        EditedDocument: {
            job_id: string;
            callback_id: string | null;
            file: components["schemas"]["File"];
            metadata: components["schemas"]["Metadata"];
            warnings: components["schemas"]["Warning"][];
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            client_metadata?: components["schemas"]["ClientMetadata"];
            /** @constant */
            status: "complete";
            transcript: {
                text: string;
                segments: components["schemas"]["EditedSegment"][];
            };
            language: {
                code: string;
                probability: number;
            };
            duration_seconds: number;
            results: components["schemas"]["Results"];
            quality: components["schemas"]["Quality"];
            usage: components["schemas"]["Usage"];
            /** @description Names, by the speaker of segments. */
            speakers?: {
                [key: string]: string;
            };
            version: {
                /** @description 0 is the original. */
                version: number;
                author: string | null;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                created_at: string;
            };
        };
        EditedSegment: {
            id: number;
            start: number;
            end: number;
            text: string;
            words: components["schemas"]["EditedWord"][];
            confidence: number;
            /** @description Its name is in speakers, if it has one. */
            speaker?: string;
            /**
             * @description The text is not as it was heard; confidence is that of what was.
             * @constant
             */
            edited?: true;
        };
        EditedWord: {
            word: string;
            start: number;
            end: number;
            /** @description That the word is right, as far as the engine can tell. */
            probability?: number;
            /**
             * @description Not as it was heard: without probability, its times spread over the place of the words before.
             * @constant
             */
            edited?: true;
        };
        /**
         * @example {
         *       "duration_seconds": 3600
         *     }
         * @example {
         *       "size_bytes": 28800000,
         *       "file_name": "talk.mp3",
         *       "model": "kb-whisper-small"
         *     }
         */
        EstimateRequest: {
            /** @description Which one the recording would be for: one of getModels; the default if left out. */
            model?: string;
            duration_seconds?: number;
            size_bytes?: number;
            /** @description With size_bytes: its ending says about how many bytes a second of such a file has. */
            file_name?: string;
        };
        FailedOutcome: {
            job_id: string;
            callback_id: string | null;
            file: components["schemas"]["File"];
            metadata: components["schemas"]["Metadata"];
            warnings: components["schemas"]["Warning"][];
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            client_metadata?: components["schemas"]["ClientMetadata"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "failed";
            transcript: null;
            error: components["schemas"]["JobError"];
        };
        File: {
            name: string;
            /** @description Of an upload. */
            s3_key?: string;
            /** @description Of a file that was fetched; without its query. */
            url?: string;
        };
        /** @enum {string} */
        Form: "txt" | "json" | "srt" | "vtt" | "tsv" | "verbose_json";
        JobError: {
            /** @enum {string} */
            code: "empty_file" | "no_audio_stream" | "unsupported_media" | "unsupported_option" | "model_unavailable" | "file_too_large" | "audio_too_long" | "download_failed" | "archived_object" | "object_unreadable" | "url_unreachable" | "url_forbidden" | "url_too_large" | "url_not_audio" | "engine_crashed" | "time_limit" | "interrupted_too_often" | "capacity_unavailable" | "cancelled" | "internal";
            message: string;
            /** @description Whether sending the same file again can help. */
            retriable: boolean;
        };
        /**
         * @example {
         *       "url": "https://media.example/talk.mp3",
         *       "webhook_url": "https://client.example/webhook",
         *       "language": "sv"
         *     }
         */
        JobRequest: {
            /** @description ISO 639-1 where that has a code, else as the model calls it, such as haw and yue; others are refused. */
            language?: string;
            /** @description Default false. With true each piece of up to half a minute is heard in its own language; refused for models of one language. */
            multilingual?: boolean;
            /** @enum {string} */
            task?: "transcribe" | "translate";
            /**
             * @description Default balanced.
             * @enum {string}
             */
            profile?: "fast" | "balanced" | "accurate";
            /** @description Text taken for what was said before. With the hotwords, what is beyond the model's 219 tokens is cut (warning prompt_cut): its end is used. */
            prompt?: string;
            /** @description Words to expect, parted by commas. Of a list that is too long, the beginning is used. */
            hotwords?: string;
            /** @description Default true. With false the JSON has no words; subtitles are cut by them all the same. */
            word_timestamps?: boolean;
            vad?: {
                threshold?: number;
                min_speech_seconds?: number;
                min_silence_seconds?: number;
                speech_pad_seconds?: number;
            };
            beam_size?: number;
            temperature?: number | number[];
            clip?: {
                start?: number;
                end?: number;
            };
            /** @description A model that this deployment serves (getModels); without a name the default. Others are refused (422). */
            model?: string;
            /** @description Formats to store; JSON always is. Default txt, json, srt and vtt. */
            formats?: components["schemas"]["Form"][];
            /** @description A longer pause is an empty line in txt. Default 2.5. */
            paragraph_pause_seconds?: number;
            /** @description Columns of a line in srt and vtt; a full-width character takes two. Default 42. */
            max_line_width?: number;
            /** @description Lines of a cue. Default 2. */
            max_lines?: number;
            /** @description How long a cue stands at most. Default 7. */
            max_cue_seconds?: number;
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            metadata?: components["schemas"]["ClientMetadata"];
            /**
             * Format: uri
             * @description Of a file that the worker fetches: as a callback_url has to be. Redirects are followed, 5 at most. What stands in its query is kept sealed and never shown.
             */
            url?: string;
            /** @description Of a file that was uploaded, and has a job of yours: it is transcribed once more, as is asked here. Or of an object of another bucket, where the operator lets you name those; its worker reads it. */
            s3_uri?: string;
            /** @description Of an upload by links whose file has come. One that was begun with transcribe: false is its job. */
            upload_id?: string;
            /** @description The model's (getModels); others are refused. */
            engine?: string;
            /**
             * Format: uri
             * @description https, a public host, port 443 or 8443 (set by deployment), no user name or password.
             */
            webhook_url?: string;
            webhook_secret?: components["schemas"]["CallbackSecret"];
        };
        JobSummary: {
            job_id: string;
            /** @enum {string} */
            status: "registered" | "launching" | "processing" | "completed" | "failed" | "cancelled";
            callback_id: string | null;
            file: components["schemas"]["File"] | null;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            updated_at: string;
            progress: {
                seconds_done: number;
                duration_seconds: number;
            } | null;
            error: components["schemas"]["JobError"] | null;
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            /** @description Null until the job is completed. */
            usage: {
                audio_seconds: number;
                /** @description Null where no price is known, and for jobs of versions before this field. More in the JSON result. */
                usd: number | null;
            } | null;
            /** @description What was spoken; until that is known, what was asked for. */
            language: string | null;
        };
        Key: {
            key_id: string;
            name: string | null;
            tenant: string;
            scopes: ("client" | "operator")[];
            /** @enum {string} */
            state: "active" | "disabled";
            /** @description Null for keys of versions before, and for the first of a stage. */
            created_at: string | null;
            /** @description The day in UTC of its latest request. */
            last_used_on: string | null;
            /** @description What the key has beside the limits of the stage, see getLimits. */
            limits: {
                audio_hours_per_day?: number;
                usd_per_month?: number;
                concurrent_jobs?: number;
            };
            /** @description Another took its place: it is refused from then on. */
            valid_until: string | null;
        };
        /** @description All that the key has from now on; a limit that is left out is the stage’s. */
        KeyLimitsRequest: {
            audio_hours_per_day?: number;
            usd_per_month?: number;
            concurrent_jobs?: number;
        };
        KeyRequest: {
            /** @description For people; need not be the only one of its name. */
            name: string;
            /** @description Whose key it is. Keys of one tenant see the same jobs. */
            tenant: string;
            /**
             * @description A key of an operator has operator, and client too if it registers and reads jobs.
             * @default [
             *       "client"
             *     ]
             */
            scopes?: ("client" | "operator")[];
            /**
             * @description In place of those of the stage; a limit that is left out is the stage’s.
             * @default {}
             */
            limits?: {
                audio_hours_per_day?: number;
                usd_per_month?: number;
                concurrent_jobs?: number;
            };
        };
        KeyRotationRequest: {
            /**
             * @description How long the old key is valid too; 0 ends it at once.
             * @default 24
             */
            overlap_hours?: number;
        };
        LongTranscript: {
            job_id: string;
            /** @description What the link leads to. */
            format: components["schemas"]["Form"];
            transcript: {
                /** @constant */
                truncated: true;
                /** Format: uri */
                url: string;
            };
        };
        Metadata: {
            /**
             * @description Whole seconds from claim to transcript.
             * @example 120s
             */
            processing_time: string;
            /**
             * @description Bytes of the upload.
             * @example 1024000
             */
            file_size: string;
            model: string;
        };
        Model: {
            name: string;
            /** @description What a job gets that names none. */
            default: boolean;
            /** @enum {string} */
            engine: "faster-whisper" | "moonshine";
            /** @description Codes, beside "auto" where there are several. */
            languages: string[];
            tasks: ("transcribe" | "translate")[];
            /** @description What the engine honours; another option of these is refused (unsupported_option). Formats and layout go with every model. */
            engine_options: string[];
        };
        Outcome: components["schemas"]["CompleteOutcome"] | components["schemas"]["FailedOutcome"] | components["schemas"]["CancelledOutcome"];
        /**
         * @example {
         *       "filename": "talk.mp3",
         *       "content_type": "audio/mpeg",
         *       "file_size": 1024000
         *     }
         */
        PresignedUrlRequest: {
            /**
             * @description The last part of its key, and what the transcript is called by.
             * @example talk.mp3
             */
            filename: string;
            /** @description Of no importance: the file itself is read. */
            content_type?: string;
            /** @description Of the file, exactly: a link takes nothing else. */
            file_size: number;
        };
        Quality: {
            speech_seconds: number;
            transcribed_seconds: number;
            mean_confidence: number | null;
            lowest_confidence: number | null;
            /** @description Places to listen to: words less probable than low_confidence_below, neighbours as one. */
            low_confidence_spans: {
                start: number;
                end: number;
                confidence: number;
            }[];
            /** @description The engine’s limit; 0.5 where it is missing. With Whisper it is 0.7: of what whisper-base heard, two in five of such words were wrong. */
            low_confidence_below?: number;
            /** @description Where a voice is heard for so many seconds and no word stands: something is missing there, or it is music or noise. */
            gaps: {
                start: number;
                end: number;
                seconds: number;
            }[];
            /** @description Doubtful stretches that were decoded twice; the chosen text is in the segments, unless it was removed. */
            redecoded_segments: {
                start: number;
                end: number;
                batched_text: string;
                sequential_text: string;
                /** @enum {string} */
                chosen: "batched" | "sequential";
                reasons: string[];
            }[];
            /** @description What the model said where nobody speaks; not part of the transcript. */
            removed_segments: components["schemas"]["RemovedSegment"][];
        };
        /**
         * @example {
         *       "callback_url": "https://client.example/webhook",
         *       "callback_secret": "a secret of eight or more",
         *       "language": "sv"
         *     }
         */
        RegistrationRequest: {
            /** @description ISO 639-1 where that has a code, else as the model calls it, such as haw and yue; others are refused. */
            language?: string;
            /** @description Default false. With true each piece of up to half a minute is heard in its own language; refused for models of one language. */
            multilingual?: boolean;
            /** @enum {string} */
            task?: "transcribe" | "translate";
            /**
             * @description Default balanced.
             * @enum {string}
             */
            profile?: "fast" | "balanced" | "accurate";
            /** @description Text taken for what was said before. With the hotwords, what is beyond the model's 219 tokens is cut (warning prompt_cut): its end is used. */
            prompt?: string;
            /** @description Words to expect, parted by commas. Of a list that is too long, the beginning is used. */
            hotwords?: string;
            /** @description Default true. With false the JSON has no words; subtitles are cut by them all the same. */
            word_timestamps?: boolean;
            vad?: {
                threshold?: number;
                min_speech_seconds?: number;
                min_silence_seconds?: number;
                speech_pad_seconds?: number;
            };
            beam_size?: number;
            temperature?: number | number[];
            clip?: {
                start?: number;
                end?: number;
            };
            /** @description A model that this deployment serves (getModels); without a name the default. Others are refused (422). */
            model?: string;
            /** @description Formats to store; JSON always is. Default txt, json, srt and vtt. */
            formats?: components["schemas"]["Form"][];
            /** @description A longer pause is an empty line in txt. Default 2.5. */
            paragraph_pause_seconds?: number;
            /** @description Columns of a line in srt and vtt; a full-width character takes two. Default 42. */
            max_line_width?: number;
            /** @description Lines of a cue. Default 2. */
            max_lines?: number;
            /** @description How long a cue stands at most. Default 7. */
            max_cue_seconds?: number;
            /**
             * Format: uri
             * @description https, a public host, port 443 or 8443 (set by deployment), no user name or password.
             */
            callback_url: string;
            callback_secret?: components["schemas"]["CallbackSecret"];
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            metadata?: components["schemas"]["ClientMetadata"];
        };
        RemovedSegment: {
            start: number;
            end: number;
            text: string;
            words: components["schemas"]["Word"][];
            confidence: number;
            reasons: string[];
        };
        /** @description s3:// addresses by format. */
        Results: {
            txt?: string;
            json?: string;
            srt?: string;
            vtt?: string;
            tsv?: string;
            verbose_json?: string;
        };
        /**
         * @example {
         *       "language": "sv"
         *     }
         */
        RetryRequest: {
            /** @description ISO 639-1 where that has a code, else as the model calls it, such as haw and yue; others are refused. */
            language?: string;
            /** @description Default false. With true each piece of up to half a minute is heard in its own language; refused for models of one language. */
            multilingual?: boolean;
            /** @enum {string} */
            task?: "transcribe" | "translate";
            /**
             * @description Default balanced.
             * @enum {string}
             */
            profile?: "fast" | "balanced" | "accurate";
            /** @description Text taken for what was said before. With the hotwords, what is beyond the model's 219 tokens is cut (warning prompt_cut): its end is used. */
            prompt?: string;
            /** @description Words to expect, parted by commas. Of a list that is too long, the beginning is used. */
            hotwords?: string;
            /** @description Default true. With false the JSON has no words; subtitles are cut by them all the same. */
            word_timestamps?: boolean;
            vad?: {
                threshold?: number;
                min_speech_seconds?: number;
                min_silence_seconds?: number;
                speech_pad_seconds?: number;
            };
            beam_size?: number;
            temperature?: number | number[];
            clip?: {
                start?: number;
                end?: number;
            };
            /** @description A model that this deployment serves (getModels); without a name the default. Others are refused (422). */
            model?: string;
            /** @description Formats to store; JSON always is. Default txt, json, srt and vtt. */
            formats?: components["schemas"]["Form"][];
            /** @description A longer pause is an empty line in txt. Default 2.5. */
            paragraph_pause_seconds?: number;
            /** @description Columns of a line in srt and vtt; a full-width character takes two. Default 42. */
            max_line_width?: number;
            /** @description Lines of a cue. Default 2. */
            max_lines?: number;
            /** @description How long a cue stands at most. Default 7. */
            max_cue_seconds?: number;
        };
        RotationRequest: {
            callback_secret: components["schemas"]["CallbackSecret"];
            /**
             * @description How long the old secret signs too; 0 ends it at once.
             * @default 24
             */
            overlap_hours?: number;
        };
        Segment: {
            id: number;
            start: number;
            end: number;
            text: string;
            words: components["schemas"]["Word"][];
            confidence: number;
        };
        SegmentsEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "segments";
            /** @description Counts the events of this job, or of this tenant, from 1. Who comes again gives the last one as after, and gets those that follow. */
            seq: number;
            /** @description Which worker’s hold on the job the event is of; 0 before the first. */
            attempt: number;
            job_id: string;
            /** @description The job was taken up again: segments that start at this second or later are void, and these come in their place. */
            replace_from?: number;
            /** @description As in the transcript. One that is longer than a message comes without its words. */
            segments: components["schemas"]["Segment"][];
            progress: {
                seconds_done: number;
                duration_seconds: number;
            };
        };
        Snapshot: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "snapshot";
            /** @description Of the last event that is not told after it: the events that follow are those beyond. */
            seq: number;
            attempt: number;
            /** @description As in the list of jobs. Null on the socket of all jobs: list them once it has come, and miss none. */
            job: components["schemas"]["JobSummary"] | null;
        };
        StateEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "state";
            /** @description Counts the events of this job, or of this tenant, from 1. Who comes again gives the last one as after, and gets those that follow. */
            seq: number;
            /** @description Which worker’s hold on the job the event is of; 0 before the first. */
            attempt: number;
            job: components["schemas"]["JobSummary"];
        };
        /**
         * @example {
         *       "filename": "talk.mp3",
         *       "mode": "base",
         *       "url": "https://…/transcription_upload/…/talk.mp3?…"
         *     }
         */
        TranscribeRequest: {
            filename: string;
            /** @description A size of Whisper. The default model (getModels) hears every file, whatever stands here. */
            mode?: string;
            /** @description As getPresignedUrl gave it. */
            url: string;
        };
        /** @description Either text and segments, or truncated and a url, when the body would exceed a limit. */
        Transcript: {
            text?: string;
            segments?: components["schemas"]["Segment"][];
            /** @constant */
            truncated?: true;
            /**
             * Format: uri
             * @description In a webhook the route redirectToTranscript, which needs the API key; in an answer of the API that of links.json.
             */
            url?: string;
        };
        TranscriptionJob: {
            id: string;
            filename: string;
            /** @enum {string} */
            status: "pending" | "processing" | "completed" | "failed";
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            creation_date: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            update_date: string;
            /** @description In lists null, and where it has more than 4 MB: see getTranscript. */
            result_text: string | null;
            processing_time_seconds: number | null;
            error_message: string | null;
        };
        /** @description One file, and what is wanted of its transcript as text fields: objects and lists as JSON. */
        UploadForm: {
            /** @description ISO 639-1 where that has a code, else as the model calls it, such as haw and yue; others are refused. */
            language?: string;
            /** @description Default false. With true each piece of up to half a minute is heard in its own language; refused for models of one language. */
            multilingual?: boolean;
            /** @enum {string} */
            task?: "transcribe" | "translate";
            /**
             * @description Default balanced.
             * @enum {string}
             */
            profile?: "fast" | "balanced" | "accurate";
            /** @description Text taken for what was said before. With the hotwords, what is beyond the model's 219 tokens is cut (warning prompt_cut): its end is used. */
            prompt?: string;
            /** @description Words to expect, parted by commas. Of a list that is too long, the beginning is used. */
            hotwords?: string;
            /** @description Default true. With false the JSON has no words; subtitles are cut by them all the same. */
            word_timestamps?: boolean;
            vad?: {
                threshold?: number;
                min_speech_seconds?: number;
                min_silence_seconds?: number;
                speech_pad_seconds?: number;
            };
            beam_size?: number;
            temperature?: number | number[];
            clip?: {
                start?: number;
                end?: number;
            };
            /** @description A model that this deployment serves (getModels); without a name the default. Others are refused (422). */
            model?: string;
            /** @description Formats to store; JSON always is. Default txt, json, srt and vtt. */
            formats?: components["schemas"]["Form"][];
            /** @description A longer pause is an empty line in txt. Default 2.5. */
            paragraph_pause_seconds?: number;
            /** @description Columns of a line in srt and vtt; a full-width character takes two. Default 42. */
            max_line_width?: number;
            /** @description Lines of a cue. Default 2. */
            max_lines?: number;
            /** @description How long a cue stands at most. Default 7. */
            max_cue_seconds?: number;
            /**
             * Format: uri
             * @description https, a public host, port 443 or 8443 (set by deployment), no user name or password.
             */
            callback_url?: string;
            callback_secret?: components["schemas"]["CallbackSecret"];
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            metadata?: components["schemas"]["ClientMetadata"];
            /**
             * Format: binary
             * @description With its name; at most 4,400,000 bytes.
             */
            file: string;
        };
        /**
         * @example {
         *       "file_name": "talk.mp3",
         *       "size_bytes": 1024000,
         *       "content_type": "audio/mpeg",
         *       "language": "sv"
         *     }
         */
        UploadRequest: {
            /** @description ISO 639-1 where that has a code, else as the model calls it, such as haw and yue; others are refused. */
            language?: string;
            /** @description Default false. With true each piece of up to half a minute is heard in its own language; refused for models of one language. */
            multilingual?: boolean;
            /** @enum {string} */
            task?: "transcribe" | "translate";
            /**
             * @description Default balanced.
             * @enum {string}
             */
            profile?: "fast" | "balanced" | "accurate";
            /** @description Text taken for what was said before. With the hotwords, what is beyond the model's 219 tokens is cut (warning prompt_cut): its end is used. */
            prompt?: string;
            /** @description Words to expect, parted by commas. Of a list that is too long, the beginning is used. */
            hotwords?: string;
            /** @description Default true. With false the JSON has no words; subtitles are cut by them all the same. */
            word_timestamps?: boolean;
            vad?: {
                threshold?: number;
                min_speech_seconds?: number;
                min_silence_seconds?: number;
                speech_pad_seconds?: number;
            };
            beam_size?: number;
            temperature?: number | number[];
            clip?: {
                start?: number;
                end?: number;
            };
            /** @description A model that this deployment serves (getModels); without a name the default. Others are refused (422). */
            model?: string;
            /** @description Formats to store; JSON always is. Default txt, json, srt and vtt. */
            formats?: components["schemas"]["Form"][];
            /** @description A longer pause is an empty line in txt. Default 2.5. */
            paragraph_pause_seconds?: number;
            /** @description Columns of a line in srt and vtt; a full-width character takes two. Default 42. */
            max_line_width?: number;
            /** @description Lines of a cue. Default 2. */
            max_lines?: number;
            /** @description How long a cue stands at most. Default 7. */
            max_cue_seconds?: number;
            /**
             * Format: uri
             * @description https, a public host, port 443 or 8443 (set by deployment), no user name or password.
             */
            callback_url?: string;
            callback_secret?: components["schemas"]["CallbackSecret"];
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            metadata?: components["schemas"]["ClientMetadata"];
            /**
             * @description The last part of its key, and what the transcript is called by.
             * @example talk.mp3
             */
            file_name: string;
            /** @description Of the file, exactly: a link takes nothing else. */
            size_bytes: number;
            /**
             * @description Sent with the file; a link takes no other. What the file is, is found out by reading it.
             * @default application/octet-stream
             */
            content_type?: string;
            /**
             * @description False: its job starts when createJob asks for it by upload_id, with the options that are given then.
             * @default true
             */
            transcribe?: boolean;
            /** @description Send it in parts of so many bytes, which can go side by side, and again where one was lost. Default: in one up to 64 MiB, and above that in parts of 64 MiB. */
            part_bytes?: number;
        };
        /** @description Where the time went, in seconds, and what it cost. */
        Usage: {
            audio_seconds: number;
            speech_seconds: number;
            /** @description Upload seen to claim by a worker; includes the boot of a worker that was launched for it. */
            queue_seconds: number;
            /** @description Start of the instance's worker process to ready for its first job; 0 for a worker that was already up. */
            boot_seconds: number;
            model_load_seconds: number;
            download_seconds: number;
            transcribe_seconds: number;
            instance_type: string;
            /** @enum {string} */
            market: "spot" | "on-demand";
            /** @description Of the worker; null where no price is known. */
            price_usd_per_hour: number | null;
            /** @description For the worker's boot (first job only) and this job; null where no price is known. */
            usd: number | null;
        };
        VerboseTranscript: {
            /** @enum {string} */
            task: "transcribe" | "translate";
            /** @description In English and lower case: swedish. */
            language: string;
            duration: number;
            text: string;
            segments: {
                id: number;
                start: number;
                end: number;
                text: string;
                avg_logprob: number;
                speaker?: string;
            }[];
            /** @description Absent where word_timestamps is false. */
            words?: {
                word: string;
                start: number;
                end: number;
            }[];
        };
        Version: {
            /** @description 0 is the original. */
            version: number;
            /** @description Null for the original. */
            based_on: number | null;
            /** @description The version that it is the same as, if it was made by restore. */
            restored: number | null;
            author: string | null;
            /** @description Of the key that it was saved with. Null for the original. */
            key_id: string | null;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            created_at: string;
            /** @description Against based_on. */
            changed_segments: number;
            note: string | null;
        };
        /**
         * @example {
         *       "based_on": 0,
         *       "author": "Anna",
         *       "segments": [
         *         {
         *           "id": 3,
         *           "text": "The report is due on Monday."
         *         }
         *       ]
         *     }
         */
        VersionRequest: {
            /** @description The version that was edited. Unless it is the newest, the edit is refused: somebody saved another meanwhile. */
            based_on: number;
            /** @description Those that change, and no other. */
            segments?: {
                id: number;
                /** @description All of it. Empty: nothing was said there. Line breaks become spaces. */
                text?: string;
                /** @description Null: nobody in particular. */
                speaker?: string | null;
            }[];
            /** @description Names that change, by the speaker of segments. Null: none. */
            speakers?: {
                [key: string]: string | null;
            };
            /** @description In place of segments and speakers: the new version is as that one was; 0 is the original. */
            restore?: number;
            /** @description Who made it, as the client says; key_id is what the service knows of it. */
            author?: string;
            /** @description What for, in the words of its author. */
            note?: string;
        };
        Warning: {
            /** @description Such as unknown_callback, expired_callback, no_speech, unsure_language (its probability is below 0.5), low_confidence, low_coverage, doubtful_text, text_removed, prompt_cut, damaged_audio. New ones may come. */
            code: string;
            message: string;
        };
        /**
         * @example {
         *       "callback_url": "https://client.example/webhook",
         *       "callback_secret": "a secret of eight or more"
         *     }
         */
        WebhookTestRequest: {
            /**
             * Format: uri
             * @description https, a public host, port 443 or 8443 (set by deployment), no user name or password.
             */
            callback_url: string;
            callback_secret?: components["schemas"]["CallbackSecret"];
        };
        Word: {
            word: string;
            start: number;
            end: number;
            /** @description That the word is right, as far as the engine can tell. */
            probability: number;
        };
        AudioResult: {
            job_id: string;
            /** @constant */
            status: "completed";
            /** @description Null where it has more than 4 MB: see transcript_url. */
            transcription: string | null;
            /** @description This service writes no notes: null. */
            notes: string | null;
            /**
             * Format: uri
             * @description The same with its times (getTranscript).
             */
            transcript_url: string;
        };
        AudioStatus: {
            job_id: string;
            /** @enum {string} */
            status: "pending" | "processing" | "completed" | "failed";
            filename: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            updated_at: string;
            /** @description Why it failed, or that it was cancelled. */
            error: string | null;
            /** Format: uri */
            result_url: string;
        };
        AudioUpload: {
            job_id: string;
            /** @enum {string} */
            status: "pending" | "processing" | "completed" | "failed";
            filename: string;
            /** Format: uri */
            status_url: string;
            /** Format: uri */
            result_url: string;
        };
        Deletion: {
            job_id: string;
            /** @constant */
            status: "deleting";
        };
        Deliveries: {
            deliveries: components["schemas"]["Delivery"][];
        };
        Description: {
            openapi: string;
            info: {
                [key: string]: unknown;
            };
            paths: {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        Estimate: {
            /** @description The one that all of this is about. */
            model: string;
            /** @description As told, or guessed from size_bytes. */
            audio_seconds: number;
            guessed_from_size: boolean;
            /** @description From the upload until a worker begins. */
            wait_seconds: number;
            /** @description From then until the result. */
            work_seconds: number;
            usd: number;
            /**
             * @description measured: the mean of all jobs that this deployment has completed with the model, an hour of audio at least. assumed: it has done less, and figures published for a g4dn.xlarge stand in.
             * @enum {string}
             */
            by: "measured" | "assumed";
            /** @description How many it is measured on. */
            jobs: number;
        };
        Health: {
            /** @constant */
            status: "ok";
        };
        Job: {
            job_id: string;
            /** @enum {string} */
            status: "registered" | "launching" | "processing" | "completed" | "failed" | "cancelled";
            callback_id: string | null;
            file: components["schemas"]["File"] | null;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            updated_at: string;
            progress: {
                seconds_done: number;
                duration_seconds: number;
            } | null;
            error: components["schemas"]["JobError"] | null;
            results: components["schemas"]["Results"] | null;
            /** @description Null until the job is completed; then a link to each format that is stored, made for this answer and good for 15 minutes, and to the recording. Fetch it without the API key. */
            links: {
                /** Format: uri */
                txt?: string;
                /** Format: uri */
                json?: string;
                /** Format: uri */
                srt?: string;
                /** Format: uri */
                vtt?: string;
                /** Format: uri */
                tsv?: string;
                /** Format: uri */
                verbose_json?: string;
                /**
                 * Format: uri
                 * @description The recording, to play or to save, in ranges too. Good for 15 minutes and twice its length, 12 hours at most. Absent of a file of the web, which is not kept, and of one that has expired.
                 */
                audio?: string;
            } | null;
            /** @description Null until the job is completed, and when its results have expired; then as in the webhook, the text left out when the document has more than 4 MB. */
            transcript: components["schemas"]["Transcript"] | null;
            /** @description The newest version of the transcript, once somebody has edited it; transcript and links are of the original. */
            latest_version?: number;
            warnings: components["schemas"]["Warning"][];
            timings: {
                /**
                 * Format: date-time
                 * @description The file was there.
                 */
                uploaded_at?: string;
                /**
                 * Format: date-time
                 * @description It was put into the queue, the last time.
                 */
                queued_at?: string;
                /**
                 * Format: date-time
                 * @description A worker took it up, the last time.
                 */
                started_at?: string;
                /**
                 * Format: date-time
                 * @description It was over.
                 */
                finished_at?: string;
            };
            /** @description The newest last; of more than 100, those. */
            attempts: {
                attempt: number;
                instance_type: string;
                market: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                started_at: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                ended_at?: string;
                /** @enum {string} */
                outcome?: "completed" | "failed" | "cancelled" | "handed_back" | "interrupted" | "crashed" | "lost" | "engine_unusable";
                error?: string;
            }[];
            /** @description Null until the job is completed. */
            usage: {
                audio_seconds: number;
                /** @description Null where no price is known, and for jobs of versions before this field. More in the JSON result. */
                usd: number | null;
            } | null;
            /** @description Null without a callback, and until the job has ended. */
            webhook: components["schemas"]["Delivery"] | null;
            /** @description What the client calls the recording; comes back with each of its jobs, which can be listed by it. */
            recording_id?: string;
            /** @description The job whose file this one tries again. */
            retry_of?: string;
            client_metadata?: components["schemas"]["ClientMetadata"];
            /** @description Of a waiting job, 1 for the next; absent beyond the first 200. */
            queue_position?: number;
            /** @description Of a job at work; by progress: as fast as it went so far. Absent until something was heard, and after a job was taken up from another worker. */
            estimated_end?: {
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                at: string;
                /** @enum {string} */
                by: "progress";
            };
            /** @description While the job is launching: a limit of the key is reached, and the job goes on by itself when that counts anew (until), when others have ended (concurrent_jobs), or when it is raised. */
            held?: {
                limit: string;
                message: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                until?: string;
            };
            /** @description What was tried to get a worker, the latest last; absent if nothing was refused. */
            capacity?: {
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                at: string;
                /** @enum {string} */
                market: "spot" | "on-demand";
                asked: number;
                granted: number;
                errors: string[];
            }[];
        };
        JobList: {
            jobs: components["schemas"]["JobSummary"][];
            /** @description For the next page; null after the last one. */
            next_cursor: string | null;
        };
        KeyList: {
            keys: components["schemas"]["Key"][];
        };
        LiveEvents: {
            /** @description What a socket would have got, in its order; none when none came. */
            events: (components["schemas"]["Snapshot"] | components["schemas"]["StateEvent"] | components["schemas"]["SegmentsEvent"])[];
            /** @description To be given as after the next time, at once. */
            seq: number;
            /** @description The job has ended, and nothing more will come. */
            over: boolean;
        };
        Models: {
            models: components["schemas"]["Model"][];
        };
        NewKey: {
            key_id: string;
            name: string | null;
            tenant: string;
            scopes: ("client" | "operator")[];
            /** @enum {string} */
            state: "active" | "disabled";
            /** @description Null for keys of versions before, and for the first of a stage. */
            created_at: string | null;
            /** @description The day in UTC of its latest request. */
            last_used_on: string | null;
            /** @description What the key has beside the limits of the stage, see getLimits. */
            limits: {
                audio_hours_per_day?: number;
                usd_per_month?: number;
                concurrent_jobs?: number;
            };
            /** @description Another took its place: it is refused from then on. */
            valid_until: string | null;
            /** @description Goes into the header X-API-Key. Shown this once, and kept nowhere. */
            value: string;
        };
        Operation: {
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            at: string;
            jobs: {
                waiting: number;
                held: number;
                running: number;
            };
            /** @description How long the oldest job has waited for a worker; 0 when none waits. */
            queue_age_seconds: number;
            /** @description By the table, those that ended lately among them; the newest first. */
            workers: {
                instance_id: string;
                instance_type: string;
                market: string;
                /** @enum {string} */
                state: "launching" | "idle" | "busy" | "draining" | "ended";
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                launched_at: string;
                /**
                 * Format: date-time
                 * @description ISO 8601 in UTC.
                 */
                heard_of_at: string;
                /** @description Not heard of for too long: reconcile ends it. */
                silent: boolean;
                jobs_done: number;
                /** @description What it works on. */
                job_id: string | null;
            }[];
            launches: {
                /** @description Workers were of no use, one after the other (runbook, FleetHalted). */
                halted_until: string | null;
                /** @description EC2 refused every worker (runbook, OldestJob). */
                refused_until: string | null;
                /** @description One worker has to show its use before others come. */
                one_at_a_time: boolean;
                /** @description Calls that were not wholly granted, the latest last. */
                refused: {
                    /**
                     * Format: date-time
                     * @description ISO 8601 in UTC.
                     */
                    at: string;
                    /** @enum {string} */
                    market: "spot" | "on-demand";
                    asked: number;
                    granted: number;
                    errors: string[];
                }[];
            };
            /** @description By all tenants, and by uploads of nobody, in UTC. */
            spent: {
                day: {
                    /**
                     * @example 2026-03-01
                     * @example 2026-03
                     */
                    period: string;
                    completed: number;
                    failed: number;
                    /** @description By the client; one that it deleted before its end is not counted. */
                    cancelled: number;
                    audio_seconds: number;
                    /** @description What completed jobs cost, as their results say. */
                    usd: number;
                };
                month: {
                    /**
                     * @example 2026-03-01
                     * @example 2026-03
                     */
                    period: string;
                    completed: number;
                    failed: number;
                    /** @description By the client; one that it deleted before its end is not counted. */
                    cancelled: number;
                    audio_seconds: number;
                    /** @description What completed jobs cost, as their results say. */
                    usd: number;
                };
            };
            webhooks_pending: number;
            since_deployment: {
                /** @description Workers, by purchase option. */
                launched: {
                    [key: string]: number;
                };
                /** @description Calls for workers that EC2 did not wholly grant, by its code. */
                refused: {
                    [key: string]: number;
                };
                /** @description Jobs, by their code, of which the runbook has a page each. */
                failed: {
                    [key: string]: number;
                };
                /** @description Webhooks that are over, by what became of them. */
                deliveries: {
                    [key: string]: number;
                };
            };
        };
        PresignedUrl: {
            /**
             * Format: uri
             * @description PUT the file to it.
             */
            url: string;
        };
        /** @description RFC 9457. */
        Problem: {
            /** @constant */
            type: "about:blank";
            title: string;
            status: number;
            detail: string;
            /**
             * @example invalid_request
             * @example unsupported_option
             * @example not_found
             */
            code: string;
            request_id: string;
            errors: {
                /** @description RFC 6901, of a field in the body or in the query; empty for the whole body. */
                pointer: string;
                message: string;
            }[];
        };
        Readiness: {
            /** @constant */
            status: "ready";
        };
        Registration: {
            /** @description Whoever knows it may upload under it. */
            callback_id: string;
            /** @example transcription_upload/3f/ */
            upload_path: string;
            message: string;
            bucket: string;
            /** Format: uri */
            upload_uri: string;
            /** Format: uri */
            status_url: string;
            /**
             * Format: date-time
             * @description Uploads under it from then on belong to no callback (warning expired_callback). Each upload counts the days anew, once a day at most; 90 days unless the operator set another number.
             */
            expires_at: string;
        };
        Rotation: {
            callback_id: string;
            /** @description Null when only the new secret signs. */
            previous_secret_valid_until: string | null;
        };
        TenantLimits: {
            tenant: string;
            /** @description Of completed jobs, in a day of UTC. Null: as many as come. */
            audio_hours_per_day: number | null;
            /** @description Of completed jobs, in a month of UTC. Null: whatever it costs. */
            usd_per_month: number | null;
            /** @description In the queue or at work at once; those beyond it are held. Null: as many as come. */
            concurrent_jobs: number | null;
        };
        TenantUsage: {
            tenant: string;
            day: {
                /**
                 * @example 2026-03-01
                 * @example 2026-03
                 */
                period: string;
                completed: number;
                failed: number;
                /** @description By the client; one that it deleted before its end is not counted. */
                cancelled: number;
                audio_seconds: number;
                /** @description What completed jobs cost, as their results say. */
                usd: number;
            };
            month: {
                /**
                 * @example 2026-03-01
                 * @example 2026-03
                 */
                period: string;
                completed: number;
                failed: number;
                /** @description By the client; one that it deleted before its end is not counted. */
                cancelled: number;
                audio_seconds: number;
                /** @description What completed jobs cost, as their results say. */
                usd: number;
            };
        };
        Ticket: {
            /** @description Good for one connection, that begins within 60 seconds. */
            ticket: string;
            /**
             * Format: date-time
             * @description ISO 8601 in UTC.
             */
            expires_at: string;
            /**
             * Format: uri
             * @description wss://… with the ticket in it: to open as it stands, or with &after= the last seq.
             */
            url: string;
        };
        /** @description The JSON as it is stored, of a version with its number; verbose_json where that was asked for; or, when what was asked for has more than 4 MB, a link to it. */
        TranscriptAnswer: components["schemas"]["EditedDocument"] | components["schemas"]["CompleteOutcome"] | components["schemas"]["VerboseTranscript"] | components["schemas"]["LongTranscript"];
        TranscriptionJobs: components["schemas"]["TranscriptionJob"][];
        Upload: {
            /** @description Also the id of the job that comes of it. */
            upload_id: string;
            job_id: string;
            /** Format: uri */
            status_url: string;
            s3_uri: string;
            size_bytes: number;
            /**
             * Format: date-time
             * @description Ask for the upload again (getUpload) to get fresh ones.
             */
            links_expire_at: string;
            post?: {
                /** Format: uri */
                url: string;
                /** @description Of a form (multipart/form-data), as they are; then the file, as the last field, `file`. */
                fields: {
                    [key: string]: string;
                };
            };
            multipart?: {
                /** @description Of each part but the last. */
                part_bytes: number;
                /** @description Those that are not there yet: PUT each slice of the file to its own. */
                parts: {
                    number: number;
                    /** Format: uri */
                    url: string;
                }[];
            };
        };
        UploadEnded: {
            upload_id: string;
            /** @enum {string} */
            status: "complete" | "aborted";
        };
        VersionList: {
            /** @description The newest first; the last is the original. */
            versions: components["schemas"]["Version"][];
        };
        WebhookTest: {
            webhook_id: string;
            /** @description As they went out, byte for byte: what the receiver has to verify. */
            sent: {
                headers: {
                    [key: string]: string;
                };
                body: string;
            };
            /** @description The answer was a 2xx within 15 seconds. */
            delivered: boolean;
            http_status: number | null;
            milliseconds: number;
            /** @description Why there was no answer. */
            error: {
                /** @enum {string} */
                code: "address_refused" | "name_not_found" | "connection_failed" | "tls_failed" | "timeout" | "invalid_answer" | "service_error" | "no_answer_recorded";
                message: string;
            } | null;
        };
    };
    responses: {
        /** @description Each wrong field is named by its JSON pointer, up to 20 of them. JSON is read as UTF-8. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No key, a wrong or disabled one, one that belongs to no client, or that lacks the scope. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not in this state; or a request with this Idempotency-Key is being done. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description JSON of more than 65,536 bytes, of saveVersion more than 4,000,000; a file in a form of more than 4,400,000. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The Idempotency-Key was sent with another request; or the model that is named is none of this deployment. */
        KeyReused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description More than the key's plan or limits allow, or than all without a key may ask for. Of a limit, detail says which, and Retry-After when it counts anew. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service failed, or the request never came through to it. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It does not exist, or belongs to somebody else. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The client takes none of the formats there are. */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It does not; detail says what it does not reach. */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type CallbackSecret = components['schemas']['CallbackSecret'];
export type CancelledOutcome = components['schemas']['CancelledOutcome'];
export type ClientMetadata = components['schemas']['ClientMetadata'];
export type CompleteOutcome = components['schemas']['CompleteOutcome'];
export type Delivery = components['schemas']['Delivery'];
export type EditedDocument = components['schemas']['EditedDocument'];
export type EditedSegment = components['schemas']['EditedSegment'];
export type EditedWord = components['schemas']['EditedWord'];
export type EstimateRequest = components['schemas']['EstimateRequest'];
export type FailedOutcome = components['schemas']['FailedOutcome'];
export type File = components['schemas']['File'];
export type Form = components['schemas']['Form'];
export type JobError = components['schemas']['JobError'];
export type JobRequest = components['schemas']['JobRequest'];
export type JobSummary = components['schemas']['JobSummary'];
export type Key = components['schemas']['Key'];
export type KeyLimitsRequest = components['schemas']['KeyLimitsRequest'];
export type KeyRequest = components['schemas']['KeyRequest'];
export type KeyRotationRequest = components['schemas']['KeyRotationRequest'];
export type LongTranscript = components['schemas']['LongTranscript'];
export type Metadata = components['schemas']['Metadata'];
export type Model = components['schemas']['Model'];
export type Outcome = components['schemas']['Outcome'];
export type PresignedUrlRequest = components['schemas']['PresignedUrlRequest'];
export type Quality = components['schemas']['Quality'];
export type RegistrationRequest = components['schemas']['RegistrationRequest'];
export type RemovedSegment = components['schemas']['RemovedSegment'];
export type Results = components['schemas']['Results'];
export type RetryRequest = components['schemas']['RetryRequest'];
export type RotationRequest = components['schemas']['RotationRequest'];
export type Segment = components['schemas']['Segment'];
export type SegmentsEvent = components['schemas']['SegmentsEvent'];
export type Snapshot = components['schemas']['Snapshot'];
export type StateEvent = components['schemas']['StateEvent'];
export type TranscribeRequest = components['schemas']['TranscribeRequest'];
export type Transcript = components['schemas']['Transcript'];
export type TranscriptionJob = components['schemas']['TranscriptionJob'];
export type UploadForm = components['schemas']['UploadForm'];
export type UploadRequest = components['schemas']['UploadRequest'];
export type Usage = components['schemas']['Usage'];
export type VerboseTranscript = components['schemas']['VerboseTranscript'];
export type Version = components['schemas']['Version'];
export type VersionRequest = components['schemas']['VersionRequest'];
export type Warning = components['schemas']['Warning'];
export type WebhookTestRequest = components['schemas']['WebhookTestRequest'];
export type Word = components['schemas']['Word'];
export type AudioResult = components['schemas']['AudioResult'];
export type AudioStatus = components['schemas']['AudioStatus'];
export type AudioUpload = components['schemas']['AudioUpload'];
export type Deletion = components['schemas']['Deletion'];
export type Deliveries = components['schemas']['Deliveries'];
export type Description = components['schemas']['Description'];
export type Estimate = components['schemas']['Estimate'];
export type Health = components['schemas']['Health'];
export type Job = components['schemas']['Job'];
export type JobList = components['schemas']['JobList'];
export type KeyList = components['schemas']['KeyList'];
export type LiveEvents = components['schemas']['LiveEvents'];
export type Models = components['schemas']['Models'];
export type NewKey = components['schemas']['NewKey'];
export type Operation = components['schemas']['Operation'];
export type PresignedUrl = components['schemas']['PresignedUrl'];
export type Problem = components['schemas']['Problem'];
export type Readiness = components['schemas']['Readiness'];
export type Registration = components['schemas']['Registration'];
export type Rotation = components['schemas']['Rotation'];
export type TenantLimits = components['schemas']['TenantLimits'];
export type TenantUsage = components['schemas']['TenantUsage'];
export type Ticket = components['schemas']['Ticket'];
export type TranscriptAnswer = components['schemas']['TranscriptAnswer'];
export type TranscriptionJobs = components['schemas']['TranscriptionJobs'];
export type Upload = components['schemas']['Upload'];
export type UploadEnded = components['schemas']['UploadEnded'];
export type VersionList = components['schemas']['VersionList'];
export type WebhookTest = components['schemas']['WebhookTest'];
export type ResponseBadRequest = components['responses']['BadRequest'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseConflict = components['responses']['Conflict'];
export type ResponseTooLarge = components['responses']['TooLarge'];
export type ResponseKeyReused = components['responses']['KeyReused'];
export type ResponseTooManyRequests = components['responses']['TooManyRequests'];
export type ResponseFailed = components['responses']['Failed'];
export type ResponseNotFound = components['responses']['NotFound'];
export type ResponseNotAcceptable = components['responses']['NotAcceptable'];
export type ResponseUnavailable = components['responses']['Unavailable'];
export type $defs = Record<string, never>;
export interface operations {
    registerCallback: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegistrationRequest"];
            };
        };
        responses: {
            /** @description Registered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    rotateCallbackSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                callback_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotationRequest"];
            };
        };
        responses: {
            /** @description The new secret signs from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookTestRequest"];
            };
        };
        responses: {
            /** @description What was sent, and what came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Models"];
                };
            };
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    estimate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EstimateRequest"];
            };
        };
        responses: {
            /** @description By what this deployment has done so far with the model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Estimate"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    startUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadRequest"];
            };
        };
        responses: {
            /** @description Where to send it. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    uploadAudio: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            /** @description Its job. */
            202: {
                headers: {
                    /** @description Of the job. */
                    location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    abortUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadEnded"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    completeUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                upload_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file is there, and its job starts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadEnded"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getPresignedUrl: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PresignedUrlRequest"];
            };
        };
        responses: {
            /** @description The link, good for an hour. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresignedUrl"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    transcribeUploaded: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TranscribeRequest"];
            };
        };
        responses: {
            /** @description Its job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TranscriptionJob"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getJobStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TranscriptionJob"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    readJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most 200, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TranscriptionJobs"];
                };
            };
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    isThere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    uploadAudioForNotes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            /** @description Its job. */
            202: {
                headers: {
                    /** @description Of the job. */
                    location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AudioUpload"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getAudioStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AudioStatus"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getAudioResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AudioResult"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                status?: "registered" | "launching" | "processing" | "completed" | "failed" | "cancelled";
                /** @description A code such as sv: what was spoken; until that is known, what was asked for. */
                language?: string;
                recording_id?: string;
                callback_id?: string;
                /** @description Part of the name of the file, in capitals or not. */
                file_name?: string;
                /** @description Made then or later. */
                created_after?: string;
                /** @description Made before then. */
                created_before?: string;
                limit?: number;
                /** @description next_cursor of the page before, with the same filters; limit may be another. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    /** @description Of the job. */
                    location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    transcribe: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            /** @description The job. */
            202: {
                headers: {
                    /** @description Of the job. */
                    location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is being removed. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getTranscript: {
        parameters: {
            query?: {
                /** @description Goes before the header Accept. Default json. */
                format?: components["schemas"]["Form"];
                /** @description The number of one (see listVersions), or latest. Default 0, the original as it was heard. */
                version?: string;
            };
            header?: never;
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transcript, or where it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TranscriptAnswer"];
                    "text/plain": string;
                    "application/x-subrip": string;
                    "text/vtt": string;
                    "text/tab-separated-values": string;
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All there are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionList"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    saveVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionRequest"];
            };
        };
        responses: {
            /** @description The new version. */
            201: {
                headers: {
                    /** @description Of its transcript. */
                    location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryRequest"];
            };
        };
        responses: {
            /** @description The further job. */
            202: {
                headers: {
                    /** @description Of the further job. */
                    location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All there are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deliveries"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
                /** @description The webhook-id. */
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getEvents: {
        parameters: {
            query?: {
                /** @description Seconds to wait for an event when there is none. */
                wait?: number;
                after?: number;
            };
            header?: never;
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is, or came within the time. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveEvents"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getTenantEvents: {
        parameters: {
            query?: {
                /** @description Seconds to wait for an event when there is none. */
                wait?: number;
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is, or came within the time. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveEvents"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    giveTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    giveTenantTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What has ended by now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantUsage"];
                };
            };
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantLimits"];
                };
            };
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys, without their values. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
                };
            };
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    makeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRequest"];
            };
        };
        responses: {
            /** @description The key, with its value this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRotationRequest"];
            };
        };
        responses: {
            /** @description The new key, with its value this once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    setKeyLimits: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyLimitsRequest"];
            };
        };
        responses: {
            /** @description The key as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    disableKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getOperation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    registerCallbackUnversioned: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegistrationRequest"];
            };
        };
        responses: {
            /** @description Registered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    rotateCallbackSecretUnversioned: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed. */
                "Idempotency-Key"?: string;
            };
            path: {
                callback_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotationRequest"];
            };
        };
        responses: {
            /** @description The new secret signs from now on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rotation"];
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["KeyReused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getJobUnversioned: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    redirectToTranscript: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The callback_id for the first file of a callback; each further file has an id of its own. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the transcript as JSON. */
            302: {
                headers: {
                    location: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Failed"];
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Description"];
                };
            };
            /** @description As the ETag in If-None-Match says, the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As the ETag in If-None-Match says, the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getDocsFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                    "text/javascript": string;
                };
            };
            /** @description As the ETag in If-None-Match says, the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getPage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description As the ETag in If-None-Match says, the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getPageFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                    "text/javascript": string;
                };
            };
            /** @description As the ETag in If-None-Match says, the client has it. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getRedoc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the page. */
            308: {
                headers: {
                    location: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    jobEnded: {
        parameters: {
            query?: never;
            header: {
                /** @description The same at every attempt at one event. */
                "webhook-id": string;
                /** @description Seconds since 1970 of this attempt. */
                "webhook-timestamp": string;
                /** @description With a secret. Standard Webhooks; two signatures with a space between them during a rotation. */
                "webhook-signature"?: string;
                /** @description With a secret. HMAC-SHA256 of the body. */
                "x-webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Outcome"];
            };
        };
        responses: {
            /** @description Never again under this registration. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Received. Within 15 seconds. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Tried again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
