import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** The result of a helm command. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** The chart, rendered with one value set for one version of Kubernetes. */
export interface Render {
  /** The name of the value set, as in `helm/claude-proxy/ci/<name>-values.yaml`. */
  readonly values: string;
  readonly kubernetes: string;
  readonly lint: Outcome;
  readonly template: Outcome;
  /** The file that contains the rendered objects. */
  readonly file: string;
}

/** The fields of a Kubernetes object that the tests read. */
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

/** Every value set for every version of Kubernetes, rendered once by render-everything.mjs. */
export const renders: readonly Render[] = JSON.parse(
  readFileSync(process.env['CHART_RENDERS']!, 'utf8'),
) as readonly Render[];

/** Every value set for the newest version of Kubernetes. */
export const newestRenders: readonly Render[] = renders.filter(
  ({ kubernetes }) => kubernetes === renders.at(-1)?.kubernetes,
);

/** Parses the rendered objects. Throws if the YAML is invalid or has duplicate keys. */
export function objectsOf({ template }: Render): readonly KubernetesObject[] {
  const documents = parseAllDocuments(template.output, { uniqueKeys: true });
  if ('empty' in documents) return [];
  const problems = documents.flatMap(({ errors }) => errors);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return documents.map((document) => document.toJS() as KubernetesObject | null).filter((object) => object !== null);
}
