/** A request to S3 that tells how much of its body has gone out, which `fetch` does not. */
import { NoAnswer } from '../shared/problem.ts';

/** S3 answered, and not with success. */
export class Refused extends Error {
  override readonly name = 'Refused';
}
/** There was no answer: the connection is lost, or the bucket does not know this page's address. */
export class ConnectionLost extends NoAnswer {
  override readonly name = 'ConnectionLost';
}

export type Outgoing = {
  method: 'POST' | 'PUT';
  url: string;
  body: Blob | FormData;
  signal: AbortSignal;
  onProgress: (sentBytes: number) => void;
};

/** @throws Refused, ConnectionLost, or the signal's reason */
export function send({ method, url, body, signal, onProgress }: Outgoing): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const end = (how: () => void) => {
      signal.removeEventListener('abort', abort);
      how();
    };
    request.open(method, url);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => end(() => (isSuccess(request) ? resolve() : reject(refused(request))));
    request.onerror = () => end(() => reject(new ConnectionLost(`no answer from ${new URL(url).host}`)));
    request.onabort = () => end(() => reject(signal.reason));
    signal.addEventListener('abort', abort);
    request.send(body);
  });
}

const isSuccess = ({ status }: XMLHttpRequest) => status >= 200 && status < 300;

/** In the words of S3's XML, such as `Request has expired`. */
function refused({ status, responseText }: XMLHttpRequest): Refused {
  const said = /<Message>([^<]*)<\/Message>/.exec(responseText)?.[1] ?? responseText.slice(0, 200);
  return new Refused(`${status} ${said}`);
}
