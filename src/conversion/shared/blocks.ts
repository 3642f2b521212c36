import { isJsonObject } from '../../common/json.js';
import type { ContentBlockParam } from '../../protocol/anthropic/request.js';

/** Lists the blocks of a content: a string, an array, or a single or missing block in fields that are not validated. */
export function parseBlocks(content: unknown): readonly ContentBlockParam[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [content];
  return blocks.filter(isBlock);
}

function isBlock(value: unknown): value is ContentBlockParam {
  return isJsonObject(value) && typeof value.type === 'string';
}

/** Lists the non-empty texts of a content. */
export function collectTexts(content: unknown): readonly string[] {
  return parseBlocks(content).flatMap((block) =>
    block.type === 'text' && typeof block.text === 'string' && block.text ? [block.text] : [],
  );
}

/** Formats the metadata of a text as lines that precede it, such as `Title: …`. */
export function formatHeading(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .flatMap(([label, value]) => (typeof value === 'string' && value ? [`${label}: ${value}`] : []))
    .join('\n');
}

/** Clients also write `null`, `[]`, `{}` or `{"edits": []}` for a field that they do not use. */
export function isAbsent(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (!isJsonObject(value)) return value == null;
  const { edits, ...rest } = value;
  return Object.keys(rest).length === 0 && (edits === undefined || isAbsent(edits));
}

// Claude Code puts it at the very front of the system prompt, as a block of its own, on a line of its own, or glued to
// the prompt. It differs per conversation, and so would keep the upstream's prompt cache from ever being hit.
const BILLING_HEADER = 'x-anthropic-billing-header:';
const BILLING_FIELD = /\s{0,9}[A-Za-z_][\w-]{0,99}=[^;\n]{0,999};/y;
const LAST_BILLING_FIELD = /[ \t]{0,9}[A-Za-z_][\w-]{0,99}=[^;\s]{0,999}(?=\n|$)/y;

/** Removes Claude Code's billing header from the beginning of a system text; the rest is kept. */
export function stripBillingHeader(text: string): string {
  return text.startsWith(BILLING_HEADER) ? text.slice(findBillingHeaderEnd(text)).trimStart() : text;
}

/** The header is a list of fields, or else a line. */
function findBillingHeaderEnd(text: string): number {
  let end = BILLING_HEADER.length;
  for (let next: number | undefined = end; next !== undefined; next = matchAt(BILLING_FIELD, text, end)) end = next;
  if (end > BILLING_HEADER.length) return matchAt(LAST_BILLING_FIELD, text, end) ?? end;
  const lineEnd = text.indexOf('\n');
  return lineEnd < 0 ? text.length : lineEnd;
}

/** Matches a sticky pattern at a position. Returns the end of the match. */
function matchAt(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
