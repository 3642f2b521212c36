import type { ChartValue, ChartValues, JsonSchema } from './chart-value.js';
import type { Chapter } from './values/index.js';

/** Writes `values.schema.json`: draft 7, which every Helm 3 reads. */
export function toValuesSchema(chapters: readonly Chapter[]): string {
  const values = Object.fromEntries(chapters.flatMap((chapter) => Object.entries(chapter.values)));
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', ...toSection(values) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function toSection(values: ChartValues): JsonSchema {
  const properties = Object.entries(values).map(([key, value]) => [key, toProperty(value)]);
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

function toProperty({ description, schema, values, default: value }: ChartValue): JsonSchema {
  const described = { description: description.replaceAll('`', ''), ...(value !== undefined && { default: value }) };
  return { ...described, ...schema, ...(values && toSection(values)) };
}
