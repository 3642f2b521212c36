import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { chartTools } from '../../scripts/chart-tools.mjs';
import { newestRenders, objectsOf, renders, type KubernetesObject } from '../support/chart/renders.js';

/** Custom resources, whose schemas kubernetes-validate does not contain; `npm run test:cluster` checks them. */
const definedElsewhere =
  /^WARN .* kind (ExternalSecret|HTTPRoute|PodMonitor|PrometheusRule|ScaledObject|ServiceMonitor) /;

/** Line lengths depend on the values. Helm's toYaml does not indent lists, the templates do. */
const yamlRules = `{extends: default, rules: {line-length: disable, comments-indentation: disable,
  indentation: {spaces: 2, indent-sequences: whatever}}}`;

/** A file with all different objects: most value sets render mostly the same objects. */
const allObjects = join(dirname(renders[0].file), 'all-objects.yaml');
const sources = renders.flatMap(({ template }) => template.output.split(/^---\n/m));
const differentObjects = [...new Set(sources)].filter((source) => source !== '');
writeFileSync(allObjects, differentObjects.map((source) => `---\n${source}`).join(''));

const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.namespace}/${metadata.name}`;
const inChart = (path: string): URL => new URL(`../../helm/claude-proxy/${path}`, import.meta.url);

describe('the chart', () => {
  it('is rendered with many value sets and several versions of Kubernetes', () => {
    expect(newestRenders.length).toBeGreaterThanOrEqual(15);
    expect(new Set(renders.map(({ kubernetes }) => kubernetes)).size).toBe(4);
  });

  it.each(renders)('passes helm lint --strict with $values on Kubernetes $kubernetes', ({ lint }) => {
    expect(lint).toMatchObject({ status: 0, output: expect.not.stringMatching(/\[(WARNING|ERROR)\]/) });
  });

  it.each(renders)('renders $values for Kubernetes $kubernetes without duplicate objects or keys', (render) => {
    expect(render.template).toMatchObject({ status: 0 });
    const names = objectsOf(render).map(nameOf);
    expect(names.length).toBeGreaterThan(2);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(['1.34', '1.35', '1.36', '1.37'])(
    'renders only objects and fields that Kubernetes %s supports',
    (version) => {
      const parameters = ['--strict', '--quiet', '--kubernetes-version', version, allObjects];
      const { status, stdout, stderr } = spawnSync(chartTools.kubernetesValidate, parameters, { encoding: 'utf8' });
      const errors = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !definedElsewhere.test(line));
      expect({ status, errors }).toEqual({ status: 0, errors: [] });
    },
  );

  it('renders YAML that passes yamllint', () => {
    const { status, stdout } = spawnSync(chartTools.yamllint, ['--strict', '-d', yamlRules, allObjects], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('rejects an unsupported version of Kubernetes', () => {
    const template = (version: string) => ['template', 'release', 'helm/claude-proxy', '--kube-version', version];
    expect(spawnSync(chartTools.helm, template('1.27.0'), { encoding: 'utf8' }).stderr).toContain('kubeVersion');
  });

  it('has the version of the service', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(parse(readFileSync(inChart('Chart.yaml'), 'utf8'))).toMatchObject({ version, appVersion: version });
  });
});

describe('the pod selectors', () => {
  /** The selector of a Deployment is immutable: if it changes, upgrades fail. */
  const golden = { 'app.kubernetes.io/name': 'claude-proxy', 'app.kubernetes.io/instance': 'release' };

  it.each(newestRenders)('do not change, with $values', (render) => {
    const selectors = objectsOf(render).flatMap(({ kind, spec }) => {
      if (kind === 'Service') return [spec?.['selector']];
      const found = spec?.[kind === 'NetworkPolicy' ? 'podSelector' : 'selector'];
      return found ? [(found as { matchLabels: unknown }).matchLabels] : [];
    });
    expect(selectors.length).toBeGreaterThanOrEqual(2);
    expect(selectors).toEqual(selectors.map(() => golden));
  });

  it.each(newestRenders)('match only the pods of the Deployment, with $values', (render) => {
    const objects = objectsOf(render);
    const deployment = objects.find(({ kind }) => kind === 'Deployment');
    expect(deployment?.spec?.['template']).toMatchObject({ metadata: { labels: golden } });
    const others = objects.filter(({ kind }) => kind === 'Pod');
    expect(others.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'])).toEqual(
      others.map(() => undefined),
    );
  });
});
