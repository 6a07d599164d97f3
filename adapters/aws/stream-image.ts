import { unmarshall } from '@aws-sdk/util-dynamodb';

type Image = Parameters<typeof unmarshall>[0];

/** The item that a record of a table's stream shows, if it shows one. */
export function itemOf(image: object | undefined): Record<string, unknown> | undefined {
  return image && unmarshall(image as Image);
}
