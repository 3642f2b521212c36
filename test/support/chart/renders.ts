import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** What came of one call of helm. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** The chart with one set of values, for one version of Kubernetes. */
export interface Render {
  /** The set's name, as in `helm/claude-proxy/ci/<name>-values.yaml`. */
  readonly values: string;
  readonly kubernetes: string;
  readonly lint: Outcome;
  readonly template: Outcome;
  /** Where the objects stand. */
  readonly file: string;
}

/** A Kubernetes object, as far as the checks look into it. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** Every set of values for every version of Kubernetes; made once for all specs, see render-everything.mjs. */
export const renders: readonly Render[] = JSON.parse(
  readFileSync(process.env['CHART_RENDERS']!, 'utf8'),
) as readonly Render[];

/** One render of each set of values: for the newest Kubernetes. */
export const newestRenders: readonly Render[] = renders.filter(
  ({ kubernetes }) => kubernetes === renders.at(-1)?.kubernetes,
);

/** Reads the objects of a render; throws for what is no YAML, or has a key twice. */
export function objectsOf({ template }: Render): readonly KubernetesObject[] {
  const documents = parseAllDocuments(template.output, { uniqueKeys: true });
  if ('empty' in documents) return [];
  const problems = documents.flatMap(({ errors }) => errors);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return documents.map((document) => document.toJS() as KubernetesObject | null).filter((object) => object !== null);
}
