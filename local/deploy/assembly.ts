/** Reads what the CDK wrote: which stacks there are, in which order they go, and which files they need in a bucket. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, REGION } from '../environment.ts';

type Manifest = { artifacts: Record<string, Artifact> };
type Artifact = {
  type: string;
  dependencies?: string[];
  properties?: { templateFile?: string; stackName?: string; file?: string };
};
type AssetFile = { source: { path: string; packaging: 'zip' | 'file' }; destinations: Record<string, Destination> };
type Destination = { bucketName: string; objectKey: string };

export type StackArtifact = { name: string; templateFile: string };
export type Asset = { path: string; packaging: 'zip' | 'file'; bucket: string; key: string };

/** The stacks, each after those it depends on. */
export function stacksInOrder(assembly: string): StackArtifact[] {
  const { artifacts } = readJson<Manifest>(join(assembly, 'manifest.json'));
  const ordered: string[] = [];
  const visit = (id: string) => {
    if (ordered.includes(id)) return;
    for (const dependency of artifacts[id]?.dependencies ?? []) visit(dependency);
    ordered.push(id);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return ordered.flatMap((id) => {
    const artifact = artifacts[id];
    if (artifact?.type !== 'aws:cloudformation:stack') return [];
    const templateFile = join(assembly, artifact.properties?.templateFile ?? `${id}.template.json`);
    return [{ name: artifact.properties?.stackName ?? id, templateFile }];
  });
}

export function assetsOf(assembly: string): Asset[] {
  const { artifacts } = readJson<Manifest>(join(assembly, 'manifest.json'));
  return Object.values(artifacts)
    .filter(({ type }) => type === 'cdk:asset-manifest')
    .flatMap(({ properties }) => {
      const { files } = readJson<{ files: Record<string, AssetFile> }>(join(assembly, properties?.file ?? ''));
      return Object.values(files).flatMap(({ source, destinations }) =>
        Object.values(destinations).map(({ bucketName, objectKey }) => ({
          path: join(assembly, source.path),
          packaging: source.packaging,
          bucket: fillIn(bucketName),
          key: fillIn(objectKey),
        })),
      );
    });
}

const PSEUDO_PARAMETERS: Record<string, string> = { AccountId: ACCOUNT, Region: REGION, Partition: 'aws' };

const fillIn = (text: string) =>
  text.replaceAll(/\$\{AWS::(\w+)\}/g, (whole, name: string) => PSEUDO_PARAMETERS[name] ?? whole);

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
