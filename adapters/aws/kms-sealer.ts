import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Sealer } from '../../core/shared/ports.ts';

/** Callback secrets sealed with KMS; the context binds each to its registration. */
export function kmsSealer(client: KMSClient, keyArn: string): Sealer {
  const bound = (callbackId: string) => ({ KeyId: keyArn, EncryptionContext: { callback_id: callbackId } });
  return {
    async seal(secret, callbackId) {
      const { CiphertextBlob } = await client.send(
        new EncryptCommand({ ...bound(callbackId), Plaintext: new TextEncoder().encode(secret) }),
      );
      return Buffer.from(CiphertextBlob ?? []).toString('base64');
    },

    async unseal(sealed, callbackId) {
      const { Plaintext } = await client.send(
        new DecryptCommand({ ...bound(callbackId), CiphertextBlob: Buffer.from(sealed, 'base64') }),
      );
      return new TextDecoder().decode(Plaintext);
    },
  };
}
