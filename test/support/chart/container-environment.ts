import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KubernetesObject } from './renders.js';

interface EnvironmentEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly key: string } };
}

interface Deployment {
  readonly template: {
    readonly spec: {
      readonly containers: readonly {
        readonly name: string;
        readonly env?: readonly EnvironmentEntry[];
        readonly envFrom: readonly { readonly configMapRef?: { readonly name: string } }[];
        readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
      }[];
      readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
    };
  };
}

type Texts = Readonly<Record<string, string>>;

/** The environment variables and files of the service's container. */
export interface ContainerEnvironment {
  /** Variables whose values are in the rendered objects. */
  readonly plain: Texts;
  /** Variables that come from a Secret. */
  readonly secret: readonly string[];
  /** The content of mounted ConfigMaps by path. */
  readonly files: Texts;
}

/** Collects the environment from the ConfigMaps and the container spec. */
export function containerEnvironmentOf(objects: readonly KubernetesObject[]): ContainerEnvironment {
  const { spec } = (objects.find(({ kind }) => kind === 'Deployment')!.spec as unknown as Deployment).template;
  const { env = [], envFrom, volumeMounts } = spec.containers.find(({ name }) => name === 'claude-proxy')!;
  const contentOf = (name?: string): Texts =>
    objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data ?? {};
  const own = env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const mounted = volumeMounts.flatMap(({ name, mountPath }) => {
    const volume = spec.volumes.find((candidate) => candidate.name === name);
    return Object.entries(contentOf(volume?.configMap?.name)).map(([key, content]) => [join(mountPath, key), content]);
  });
  return {
    plain: {
      ...Object.assign({}, ...envFrom.map((from) => contentOf(from.configMapRef?.name))),
      ...Object.fromEntries(own),
    } as Texts,
    secret: env.filter(({ valueFrom }) => valueFrom?.secretKeyRef).map(({ name }) => name),
    files: Object.fromEntries(mounted) as Texts,
  };
}

/** Writes the mounted files to a local folder and returns the variables with adjusted paths. */
export function mountIn(folder: string, { plain, files }: ContainerEnvironment): Record<string, string> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const moved = Object.entries(plain).map(([name, value]) => [
    name,
    value.startsWith('/etc/') ? join(folder, value) : value,
  ]);
  return Object.fromEntries(moved) as Record<string, string>;
}
