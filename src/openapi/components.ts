import type { SchemaObject } from '@nestjs/swagger';
import type { TSchema } from 'typebox';
import { countTokensRequest, createMessageRequest } from '../protocol/anthropic/request.js';
import { contentBlockParam } from '../protocol/anthropic/content-blocks.js';
import { errorBody } from '../protocol/anthropic/errors.js';
import { message, tokenCountResponse } from '../protocol/anthropic/message.js';
import { modelInfo, modelPage } from '../protocol/anthropic/models.js';
import { ENFORCED, nodeOf, valuesOf } from '../protocol/anthropic/schema.js';
import type { JsonSchemaNode } from '../protocol/anthropic/schema.js';
import { serviceSchemas } from './service-schemas.js';
import { serverSentEvent } from './server-sent-event.js';

const PREFIX = '#/components/schemas/';

/** Refers to a component of the document. */
export const ref = (name: string): { $ref: string } => ({ $ref: PREFIX + name });

/** What clients send. */
export const requestComponents = createComponents([createMessageRequest, countTokensRequest, contentBlockParam]);

/** What the service sends. */
export const responseComponents = createComponents([
  message,
  tokenCountResponse,
  serverSentEvent,
  modelInfo,
  modelPage,
  errorBody,
  ...serviceSchemas,
]);

type Components = Record<string, SchemaObject>;

/** Creates a component for each schema with an `$id`, including nested ones. */
function createComponents(schemas: readonly TSchema[]): Components {
  const components: Components = {};
  for (const schema of schemas) convertNode(nodeOf(schema), components);
  return components;
}

/** Converts a schema to its form in the document: a reference if it has an `$id`. */
function convertNode(node: JsonSchemaNode, components: Components): object {
  const { $id, $ref } = node;
  if ($ref !== undefined) return ref($ref);
  if ($id === undefined) return convertKeywords(node, components);
  if (!Object.hasOwn(components, $id)) {
    // Reserves the place, so that components stay in the order of their first use.
    components[$id] = {};
    Object.assign(components[$id], convertKeywords(node, components));
  }
  return ref($id);
}

function convertKeywords(node: JsonSchemaNode, components: Components): Record<string, unknown> {
  const { $id: _id, [ENFORCED]: _enforcement, anyOf, ...keywords } = node;
  const converted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(keywords)) converted[key] = convertValue(value, components);
  return { ...converted, ...(anyOf && convertUnion(anyOf, components)) };
}

function convertValue(value: unknown, components: Components): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => convertValue(item, components));
  return typeof value === 'object' && value !== null ? convertNode(value, components) : value;
}

/** Adds a discriminator if the `type` of each alternative is a constant. */
function convertUnion(alternatives: readonly JsonSchemaNode[], components: Components): object {
  const converted = alternatives.map((alternative) => convertNode(alternative, components));
  const types = alternatives.map((alternative) => valuesOf(alternative.properties?.['type']));
  const hasDiscriminator = alternatives.every(({ $id }, index) => $id !== undefined && types[index].length > 0);
  if (!hasDiscriminator) return { anyOf: converted };
  const mapping: Record<string, string> = {};
  alternatives.forEach(({ $id = '' }, index) => types[index].forEach((type) => (mapping[String(type)] = PREFIX + $id)));
  return { oneOf: converted, discriminator: { propertyName: 'type', mapping } };
}
