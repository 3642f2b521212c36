import { readFileSync, readdirSync } from 'node:fs';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';

const folder = new URL('../fixtures/claude-code/', import.meta.url);

/** The bodies of the requests that the real Claude Code sent, by the name of their recording. */
export function readRecordedRequests(): readonly (readonly [string, CreateMessageRequest])[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const { name, requests } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
        name: string;
        requests: { body: CreateMessageRequest }[];
      };
      return requests.map(({ body }, index) => [`${name} ${index + 1}`, body] as const);
    });
}
