{{/* The chart name, or nameOverride. */}}
{{- define "claude-proxy.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The base name of all objects: the release name, followed by the chart name unless the release name contains it. */}}
{{- define "claude-proxy.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The pod selector. Do not change it: the selector of a Deployment is immutable, so upgrades would fail. */}}
{{- define "claude-proxy.selectorLabels" -}}
app.kubernetes.io/name: {{ include "claude-proxy.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The labels of the test pod. They do not match the pod selector, so that the Service sends no requests to this pod. */}}
{{- define "claude-proxy.testLabels" -}}
app.kubernetes.io/name: {{ include "claude-proxy.name" . }}-test
app.kubernetes.io/part-of: {{ .Release.Name }}
{{- end -}}

{{- define "claude-proxy.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "claude-proxy.selectorLabels" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The metadata of an object. Arguments: "root" ($); optional: "name" or "suffix", "annotations", "labels". */}}
{{- define "claude-proxy.metadata" -}}
{{- $annotations := merge dict (.annotations | default dict) .root.Values.commonAnnotations -}}
name: {{ .name | default (printf "%s%s" (include "claude-proxy.fullname" .root) (.suffix | default "")) }}
namespace: {{ include "claude-proxy.namespace" .root }}
labels:
  {{- include "claude-proxy.labels" .root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "claude-proxy.namespace" -}}
{{- .Values.namespaceOverride | default .Release.Namespace -}}
{{- end -}}

{{- define "claude-proxy.image" -}}
{{- $registry := .Values.global.imageRegistry | default .Values.image.registry -}}
{{- with $registry }}{{ . }}/{{ end -}}
{{- .Values.image.repository -}}
{{- with .Values.image.digest }}@{{ . }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end -}}
{{- end -}}

{{- define "claude-proxy.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "claude-proxy.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{/* The name of the Secret that contains the API keys. Empty if the proxy forwards each client's own key. */}}
{{- define "claude-proxy.secretName" -}}
{{- if .Values.secrets.existingSecret -}}
{{- tpl .Values.secrets.existingSecret . -}}
{{- else if or .Values.secrets.create .Values.secrets.externalSecret.enabled -}}
{{- include "claude-proxy.fullname" . -}}
{{- end -}}
{{- end -}}

{{/* The name of the port that serves the metrics. */}}
{{- define "claude-proxy.metricsPortName" -}}
{{- if .Values.metrics.port }}metrics{{ else }}http{{ end -}}
{{- end -}}

{{/* The minimum number of pods. */}}
{{- define "claude-proxy.minimumPods" -}}
{{- if .Values.autoscaling.enabled -}}
{{- .Values.autoscaling.minReplicas | int -}}
{{- else if .Values.keda.enabled -}}
{{- .Values.keda.minReplicas | int -}}
{{- else -}}
{{- .Values.replicaCount | int -}}
{{- end -}}
{{- end -}}

{{/* A security context, without user and group IDs if OpenShift assigns them. Arguments: "root" ($), "context". */}}
{{- define "claude-proxy.securityContext" -}}
{{- $adapt := .root.Values.openshift.adaptSecurityContext -}}
{{- $isOpenShift := .root.Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
{{- if or (eq $adapt "force") (and (eq $adapt "auto") $isOpenShift) -}}
{{- omit .context "runAsUser" "runAsGroup" "fsGroup" "seLinuxOptions" | toYaml -}}
{{- else -}}
{{- toYaml .context -}}
{{- end -}}
{{- end -}}

{{/* Renders a value that supports templates. Arguments: "root" ($), "value" (text or object). */}}
{{- define "claude-proxy.tpl" -}}
{{- $text := kindIs "string" .value | ternary .value (toYaml .value) -}}
{{- tpl $text .root -}}
{{- end -}}
