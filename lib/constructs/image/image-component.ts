/** The one component of the worker image, as Image Builder reads it: the scripts of `worker-ami/image`, in their order. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the build instance unpacks its sources; nothing of it stays in the image. */
const WORK = '/tmp/transcription-image';

export interface ImageSource {
  readonly bucketName: string;
  readonly objectKey: string;
}

export interface ComponentDocumentProps {
  /** Folder `worker-ami/image`; its `steps` run in the order of their names. */
  readonly imageFolder: string;
  /** The folder `worker-ami` as a zip file. */
  readonly scripts: ImageSource;
  /** The worker's bundles as a zip file. */
  readonly worker: ImageSource;
  /** Variables that the steps read. */
  readonly environment: Record<string, string>;
}

/** @returns the document; Image Builder takes JSON, as that is YAML too */
export function componentDocument({ imageFolder, scripts, worker, environment }: ComponentDocumentProps) {
  const steps = readdirSync(join(imageFolder, 'steps')).sort();
  const variables = { ...environment, WORKER_DIR: `${WORK}/worker` };
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return {
    schemaVersion: '1.0',
    phases: [
      {
        name: 'build',
        steps: [
          bash('make-folder', [`mkdir -p ${WORK}`]),
          download('scripts', scripts),
          download('worker', worker),
          ...steps.map((file) =>
            bash(`step-${file.replace(/\.sh$/, '')}`, [...exports, `bash ${WORK}/scripts/image/steps/${file}`]),
          ),
          bash('remove-sources', [`rm -rf ${WORK}`]),
        ],
      },
      { name: 'test', steps: [bash('verify', ['/opt/transcription/bin/verify-image'])] },
    ].map((phase) => ({ ...phase, steps: phase.steps.flat() })),
  };
}

function download(name: string, { bucketName, objectKey }: ImageSource) {
  const archive = `${WORK}/${name}.zip`;
  return [
    {
      name: `download-${name}`,
      action: 'S3Download',
      maxAttempts: 3,
      inputs: [{ source: `s3://${bucketName}/${objectKey}`, destination: archive }],
    },
    // Amazon Linux has Python and may lack unzip.
    bash(`unpack-${name}`, [`python3 -m zipfile -e ${archive} ${WORK}/${name}`]),
  ];
}

function bash(name: string, commands: string[]) {
  return {
    name,
    action: 'ExecuteBash',
    timeoutSeconds: 3600,
    onFailure: 'Abort',
    inputs: { commands: ['set -e', ...commands] },
  };
}

/** As one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
