import { toBlocks } from './to-blocks.js';

/** Reads the texts of a content, each on its own; empty ones are left out. */
export function toTexts(content: unknown): readonly string[] {
  return toBlocks(content).flatMap((block) =>
    block.type === 'text' && typeof block.text === 'string' && block.text ? [block.text] : [],
  );
}
