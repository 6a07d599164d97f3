import { ApiKey } from 'aws-cdk-lib/aws-apigateway';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export interface ApiKeySecretProps {
  readonly name: string;
}

/**
 * The first API key. Its value is made in Secrets Manager and reaches API Gateway through a dynamic reference, so that
 * no template, output or log ever holds it.
 */
export class ApiKeySecret extends Construct {
  readonly key: ApiKey;
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: ApiKeySecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: `value of API key ${props.name}`,
      // API Gateway takes 20 to 128 characters. Letters and digits only, so that a shell and a header take it as it is;
      // written as a list of characters, the one form that the local cloud knows too.
      generateSecretString: { passwordLength: 40, excludeCharacters: PUNCTUATION },
    });
    this.key = new ApiKey(this, 'Key', {
      apiKeyName: props.name,
      description: 'first key of the transcription service',
      value: this.secret.secretValue.unsafeUnwrap(),
    });
  }
}
