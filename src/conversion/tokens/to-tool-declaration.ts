import type { JsonSchema, ToolParam } from '../../protocol/anthropic/messages.js';
import { isJsonObject } from '../is-json-object.js';

const MAX_DEPTH = 16;

/** Renders a tool as OpenAI shows functions to its models, in TypeScript; other upstreams' JSON is a little longer. */
export function toToolDeclaration({ name, description, input_schema }: ToolParam): string {
  return `${toComment(description, '')}type ${name} = (_: ${toType(input_schema, 0)}) => any;\n\n`;
}

function toType(schema: unknown, depth: number): string {
  if (!isJsonObject(schema) || depth > MAX_DEPTH) return 'any';
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(alternatives)) return alternatives.map((alternative) => toType(alternative, depth + 1)).join(' | ');
  if (schema.type === 'array') return `${toType(schema.items, depth + 1)}[]`;
  if (isJsonObject(schema.properties)) return `{\n${toProperties(schema, schema.properties, depth)}}`;
  return typeof schema.type === 'string' ? schema.type : 'any';
}

function toProperties({ required }: JsonSchema, properties: JsonSchema, depth: number): string {
  const names = new Set<unknown>(Array.isArray(required) ? required : []);
  const toLine = ([name, schema]: [string, unknown]): string => {
    const comment = isJsonObject(schema) ? toComment(schema.description, ' '.repeat(depth)) : '';
    return `${comment}${' '.repeat(depth)}${name}${names.has(name) ? '' : '?'}: ${toType(schema, depth + 1)},\n`;
  };
  return Object.entries(properties).map(toLine).join('');
}

function toComment(description: unknown, indent: string): string {
  return typeof description === 'string' && description ? `${indent}// ${description}\n` : '';
}
