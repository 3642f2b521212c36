import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LineWriter } from '../../../src/observability/logging/line-writer.js';

describe('LineWriter', () => {
  let folder: string;
  let fileDescriptor: number;
  const path = (): string => join(folder, 'log');
  const writeTo = (file: string): LineWriter => new LineWriter((fileDescriptor = openSync(file, 'a')));
  const until = async (isReached: () => boolean): Promise<void> => {
    while (!isReached()) await new Promise(setImmediate);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claude-proxy-log-'));
  });
  afterEach(() => {
    closeSync(fileDescriptor);
    rmSync(folder, { recursive: true });
  });

  it('writes all lines in their order', async () => {
    const writer = writeTo(path());
    const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}\n`);
    for (const line of lines) writer.write(line);
    const text = lines.join('');
    await until(() => readFileSync(path(), 'utf8').length === text.length);
    expect(readFileSync(path(), 'utf8')).toBe(text);
  });

  it('writes what is left at the end of the process', () => {
    const writer = writeTo(path());
    writer.flush();
    expect(writer.droppedLines).toBe(0);
  });

  it('drops and counts lines while the disk is full', async () => {
    const writer = writeTo('/dev/full');
    writer.write('one\ntwo\n');
    await until(() => writer.droppedLines === 2);
    writer.write('three\n');
    await until(() => writer.droppedLines === 3);
    expect(writer.droppedLines).toBe(3);
  });

  it('ends the process with a full disk', async () => {
    const writer = writeTo('/dev/full');
    writer.write('one\n');
    writer.write('two\n');
    writer.flush();
    await until(() => writer.droppedLines === 2);
    expect(writer.droppedLines).toBe(2);
  });

  it('limits what waits for a slow reader', () => {
    const writer = writeTo('/dev/null');
    const line = `${'x'.repeat(1024 * 1024)}\n`;
    for (let count = 0; count < 10; count += 1) writer.write(line);
    expect(writer.droppedLines).toBeGreaterThan(0);
  });
});
