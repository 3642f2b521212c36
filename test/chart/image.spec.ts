import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chartTools } from '../../scripts/chart-tools.mjs';

describe('the Dockerfile', () => {
  it('passes hadolint', () => {
    const { status, stdout, stderr } = spawnSync(chartTools.hadolint, ['Dockerfile'], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
