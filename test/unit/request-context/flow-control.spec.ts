import { describe, expect, it } from '@jest/globals';
import { FlowControl } from '../../../src/request-context/execution-state.js';

/** Records what it is told. */
class Source {
  readonly calls: string[] = [];

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }
}

describe('FlowControl', () => {
  it('pauses a body that arrives after the pause, until it is resumed', () => {
    const flow = new FlowControl();
    const source = new Source();
    flow.pause();
    expect(flow.isPaused).toBe(true);
    expect(flow.attach(source)).toBe(source);
    expect(source.calls).toEqual(['pause']);
    flow.resume();
    expect(flow.isPaused).toBe(false);
    expect(source.calls).toEqual(['pause', 'resume']);
  });

  it('does not pause a body that arrives after the pause has ended', () => {
    const flow = new FlowControl();
    const source = new Source();
    flow.pause();
    flow.resume();
    flow.attach(source);
    expect(source.calls).toEqual([]);
  });

  it('resumes only what it has paused, and once', () => {
    const flow = new FlowControl();
    const source = flow.attach(new Source());
    flow.resume();
    flow.pause();
    flow.resume();
    flow.resume();
    expect(source.calls).toEqual(['pause', 'resume']);
  });

  it('leaves a detached body alone', () => {
    const flow = new FlowControl();
    const source = flow.attach(new Source());
    flow.detach();
    flow.pause();
    flow.resume();
    expect(source.calls).toEqual([]);
  });
});
