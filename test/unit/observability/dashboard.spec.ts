import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Registry, collectDefaultMetrics } from 'prom-client';
import { parse } from 'yaml';
import { createInstruments } from '../../../src/observability/metrics/instruments.js';

const read = (path: string): string => readFileSync(path, 'utf8');
const registry = new Registry();
createInstruments(registry, { requests: 0, streams: 0 }, { heldBytes: 0, limit: 0, refusals: 0 }, { droppedLines: 0 });
collectDefaultMetrics({ register: registry });
const known = new Set(registry.getMetricsAsArray().map(({ name }) => name));

interface Rules {
  readonly groups: { readonly rules: { readonly alert: string; readonly expr: string; annotations: object }[] }[];
}
const { rules } = (parse(read('helm/claude-proxy/files/alerts.yaml')) as Rules).groups[0] ?? { rules: [] };
const dashboard = JSON.parse(read('helm/claude-proxy/files/dashboard.json')) as {
  readonly panels: { readonly title: string; readonly targets?: { readonly expr: string }[] }[];
};
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** The metrics that an expression reads, without the suffixes of a histogram's series. */
const metricsOf = (expression: string): string[] =>
  [...expression.matchAll(/\b(?:claude_proxy|process|nodejs)_\w+/g)].map(([name]) =>
    known.has(name) ? name : name.replace(/_(?:bucket|count|sum)$/, ''),
  );

describe('the alerts and the dashboard', () => {
  it.each(expressions)('%s reads metrics that the service has: %s', (_, expression) => {
    const names = metricsOf(expression);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('show every metric of the service itself', () => {
    const shown = new Set(expressions.flatMap(([, expression]) => metricsOf(expression)));
    expect([...known].filter((name) => name.startsWith('claude_proxy_') && !shown.has(name))).toEqual([]);
  });

  it.each(rules.map(({ alert, annotations }) => [alert, annotations] as const))(
    '%s has a runbook of its own in the documentation',
    (alert, annotations) => {
      const { runbook = '' } = annotations as { readonly runbook?: string };
      const [path = '', anchor] = runbook.split('#');
      const anchors = [...read(path).matchAll(/^### (\w+)/gm)].map((match) => match[1]?.toLowerCase());
      expect(anchors).toContain(anchor);
      expect(alert).toMatch(/^ClaudeProxy/);
    },
  );
});
