/** The routes of the API, by the names that docs/openapi.yaml gives them: what the stack makes, and what the Lambda answers. */
export const ROUTES = {
  registerCallback: { method: 'POST', path: '/api' },
  rotateCallbackSecret: { method: 'POST', path: '/api/callbacks/{callback_id}/secret' },
  getJob: { method: 'GET', path: '/api/jobs/{job_id}' },
  getTranscript: { method: 'GET', path: '/api/jobs/{job_id}/transcript' },
} as const;

export type RouteName = keyof typeof ROUTES;
