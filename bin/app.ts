/**
 * Makes the templates of one stage.
 *
 *   npx cdk synth                                            stage production
 *   npx cdk synth -c stage=local -c overrides='{"idleSeconds":5}'
 */
import { App } from 'aws-cdk-lib';
import cdkJson from '../cdk.json' with { type: 'json' };
import { defineService } from '../lib/service.ts';
import { loadStage } from '../lib/stages/index.ts';

// The CLI passes cdk.json's feature flags in by itself; named here, they also hold where the app runs without it.
const app = new App({ context: cdkJson.context });
const config = loadStage(app.node.tryGetContext('stage') ?? 'production', app.node.tryGetContext('overrides') ?? {});
defineService(app, { config, codeRoot: 'dist' });
app.synth();
