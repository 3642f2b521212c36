{{/* The chart's name, or what replaces it. */}}
{{- define "claude-proxy.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of every object: the release's, with the chart's where it does not say it already. */}}
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

{{/* What selects pods. A Deployment's selector can never change: keep it as it is. */}}
{{- define "claude-proxy.selectorLabels" -}}
app.kubernetes.io/name: {{ include "claude-proxy.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* What selects the pod of `helm test`, and none of the service's: nothing may send requests there. */}}
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

{{/* The metadata of an object: dict "root" $, and optionally "name" or "suffix", "annotations", "labels". */}}
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

{{/* The Secret with the keys; empty when there is none, and each client's own key is handed on. */}}
{{- define "claude-proxy.secretName" -}}
{{- if .Values.secrets.existingSecret -}}
{{- tpl .Values.secrets.existingSecret . -}}
{{- else if or .Values.secrets.create .Values.secrets.externalSecret.enabled -}}
{{- include "claude-proxy.fullname" . -}}
{{- end -}}
{{- end -}}

{{/* The port that serves metrics. */}}
{{- define "claude-proxy.metricsPortName" -}}
{{- if .Values.metrics.port }}metrics{{ else }}http{{ end -}}
{{- end -}}

{{/* The fewest pods that may run. */}}
{{- define "claude-proxy.fewestPods" -}}
{{- if .Values.autoscaling.enabled -}}
{{- .Values.autoscaling.minReplicas | int -}}
{{- else if .Values.keda.enabled -}}
{{- .Values.keda.minReplicas | int -}}
{{- else -}}
{{- .Values.replicaCount | int -}}
{{- end -}}
{{- end -}}

{{/* A security context without ids where OpenShift assigns them: dict "root" $ "context" (dict). */}}
{{- define "claude-proxy.securityContext" -}}
{{- $adapt := .root.Values.openshift.adaptSecurityContext -}}
{{- $isOpenShift := .root.Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
{{- if or (eq $adapt "force") (and (eq $adapt "auto") $isOpenShift) -}}
{{- omit .context "runAsUser" "runAsGroup" "fsGroup" "seLinuxOptions" | toYaml -}}
{{- else -}}
{{- toYaml .context -}}
{{- end -}}
{{- end -}}

{{/* Renders a value of the user's as a template: dict "root" $ "value" (anything). */}}
{{- define "claude-proxy.tpl" -}}
{{- $text := kindIs "string" .value | ternary .value (toYaml .value) -}}
{{- tpl $text .root -}}
{{- end -}}
