{{/* The environment variable that a key of config, secrets.keys or secrets.values sets: bigModel is CLAUDE_PROXY_BIG_MODEL. */}}
{{- define "claude-proxy.variableName" -}}
{{- $name := snakecase . | upper -}}
{{- regexMatch "^(OPENAI|OTEL)_" $name | ternary $name (printf "CLAUDE_PROXY_%s" $name) -}}
{{- end -}}

{{/* The environment variables that are not secret: the data of the ConfigMap. */}}
{{- define "claude-proxy.variables" -}}
{{- range $key, $value := .Values.config }}
{{ include "claude-proxy.variableName" $key }}: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }}
{{- end }}
CLAUDE_PROXY_SHUTDOWN_DELAY: {{ .Values.shutdown.delaySeconds | toJson | quote }}
CLAUDE_PROXY_DRAIN_TIMEOUT: {{ .Values.shutdown.drainTimeoutSeconds | toJson | quote }}
{{- with .Values.metrics.port }}
CLAUDE_PROXY_METRICS_PORT: {{ . | toJson | quote }}
{{- end }}
{{- with .Values.routes }}
CLAUDE_PROXY_ROUTES_FILE: /etc/claude-proxy/routes/routes.yaml
{{- end }}
{{- with .Values.proxy.httpProxy }}
HTTP_PROXY: {{ . | quote }}
{{- end }}
{{- with .Values.proxy.httpsProxy }}
HTTPS_PROXY: {{ . | quote }}
{{- end }}
{{- with .Values.proxy.noProxy }}
NO_PROXY: {{ . | quote }}
{{- end }}
{{- if include "claude-proxy.hasCaBundle" . }}
NODE_EXTRA_CA_CERTS: /etc/claude-proxy/ca/{{ .Values.caBundle.key }}
{{- end }}
{{- with include "claude-proxy.heapMegabytes" . }}
NODE_OPTIONS: --max-old-space-size={{ . }}
{{- end }}
{{- end -}}

{{/*
The environment variables from the Secret. If the chart creates the Secret, these are the values that are set; otherwise,
the keys that are named.
*/}}
{{- define "claude-proxy.secretVariables" -}}
{{- $secret := include "claude-proxy.secretName" . -}}
{{- if $secret -}}
{{- range $key, $inSecret := .Values.secrets.keys }}
{{- if $.Values.secrets.create | ternary (get $.Values.secrets.values $key) $inSecret }}
- name: {{ include "claude-proxy.variableName" $key }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ $inSecret | default (include "claude-proxy.variableName" $key) }}
{{- end }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "claude-proxy.hasCaBundle" -}}
{{- with .Values.caBundle }}{{ or .existingConfigMap .existingSecret }}{{ end -}}
{{- end -}}

{{/*
The heap size of each worker process in MiB. All heaps together use 60 % of the memory limit; the rest is for buffers and
Node.js itself. Empty without a memory limit.
*/}}
{{- define "claude-proxy.heapMegabytes" -}}
{{- $limit := dig "limits" "memory" "" .Values.resources -}}
{{- $limit = kindIs "string" $limit | ternary $limit (toJson $limit) -}}
{{- $bytesPerUnit := dict "" 1 "k" 1000 "Ki" 1024 "M" 1000000 "Mi" 1048576 "G" 1000000000 "Gi" 1073741824 -}}
{{- $number := regexFind "^[0-9.]+" $limit -}}
{{- $unit := trimPrefix $number $limit -}}
{{- if and $number (hasKey $bytesPerUnit $unit) -}}
{{- $workers := .Values.config.workers | default 1 -}}
{{- divf (mulf (float64 $number) (get $bytesPerUnit $unit) 0.6) 1048576 $workers | floor | int64 -}}
{{- end -}}
{{- end -}}
