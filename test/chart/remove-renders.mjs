import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

export default function removeRenders() {
  const renders = process.env['CHART_RENDERS'];
  if (renders) rmSync(dirname(renders), { recursive: true });
}
