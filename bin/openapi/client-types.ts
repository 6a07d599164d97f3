/** The types of clients/typescript, made from the document. */
import openapiTS, { astToString } from 'openapi-typescript';

const HEAD = `/** Made from docs/openapi.json by \`npm run openapi\`; do not edit. */\n\n`;

/** @param document of OpenAPI, as JSON */
export async function clientTypes(document: string): Promise<string> {
  const types = await openapiTS(JSON.parse(document), {
    // A field of a request that has a default may be left out.
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  return HEAD + astToString(types);
}
