{{/* Rejects combinations of values that the schema cannot express. Reports all problems at once. */}}
{{- define "claude-proxy.checks" -}}
{{- $problems := list -}}
{{- $drain := add .Values.shutdown.delaySeconds .Values.shutdown.drainTimeoutSeconds 5 -}}
{{- if gt $drain (int64 .Values.terminationGracePeriodSeconds) -}}
{{- $problems = append $problems (printf "terminationGracePeriodSeconds must be at least %d: shutdown.delaySeconds + shutdown.drainTimeoutSeconds + 5" $drain) -}}
{{- end -}}
{{- if and .Values.image.tag .Values.image.digest -}}
{{- $problems = append $problems "image.tag and image.digest are mutually exclusive" -}}
{{- end -}}
{{- $secrets := .Values.secrets -}}
{{- if gt (len (compact (list $secrets.existingSecret $secrets.create $secrets.externalSecret.enabled))) 1 -}}
{{- $problems = append $problems "secrets.existingSecret, secrets.create and secrets.externalSecret.enabled are mutually exclusive" -}}
{{- end -}}
{{- if and $secrets.create (not (compact (values $secrets.values))) -}}
{{- $problems = append $problems "secrets.create requires at least one key in secrets.values" -}}
{{- end -}}
{{- if and $secrets.externalSecret.enabled (not (and $secrets.externalSecret.storeRef.name $secrets.externalSecret.data)) -}}
{{- $problems = append $problems "secrets.externalSecret.enabled requires secrets.externalSecret.storeRef.name and secrets.externalSecret.data" -}}
{{- end -}}
{{- if and .Values.caBundle.existingConfigMap .Values.caBundle.existingSecret -}}
{{- $problems = append $problems "caBundle.existingConfigMap and caBundle.existingSecret are mutually exclusive" -}}
{{- end -}}
{{- if has .Values.config.host (list "127.0.0.1" "localhost" "::1") -}}
{{- $problems = append $problems "config.host must be reachable from outside the pod: use 0.0.0.0 or ::" -}}
{{- end -}}
{{- if and .Values.metrics.port (eq (int .Values.metrics.port) (int .Values.config.port)) -}}
{{- $problems = append $problems "metrics.port must differ from config.port" -}}
{{- end -}}
{{- if and (eq (toString .Values.strategy.maxSurge | trimSuffix "%") "0") (eq (toString .Values.strategy.maxUnavailable | trimSuffix "%") "0") -}}
{{- $problems = append $problems "strategy.maxSurge and strategy.maxUnavailable cannot both be 0" -}}
{{- end -}}
{{- $problems = concat $problems (include "claude-proxy.routeProblems" . | fromJsonArray) (include "claude-proxy.scalingProblems" . | fromJsonArray) -}}
{{- if $problems -}}
{{- fail (printf "\n\n- %s\n" (join "\n- " $problems)) -}}
{{- end -}}
{{- end -}}

{{- define "claude-proxy.routeProblems" -}}
{{- $problems := list -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- $problems = append $problems "ingress.enabled requires ingress.hosts" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- $problems = append $problems "httpRoute.enabled requires httpRoute.parentRefs" -}}
{{- end -}}
{{- if and .Values.service.nodePort (eq .Values.service.type "ClusterIP") -}}
{{- $problems = append $problems "service.nodePort requires service.type NodePort or LoadBalancer" -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}

{{- define "claude-proxy.scalingProblems" -}}
{{- $problems := list -}}
{{- if and .Values.autoscaling.enabled .Values.keda.enabled -}}
{{- $problems = append $problems "autoscaling.enabled and keda.enabled are mutually exclusive" -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (not (or .targetCPU .targetMemory .targetInFlightStreams .metrics)) -}}
{{- $problems = append $problems "autoscaling.enabled requires at least one of autoscaling.targetCPU, targetMemory, targetInFlightStreams and metrics" -}}
{{- end -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- $problems = append $problems "autoscaling.minReplicas must not exceed autoscaling.maxReplicas" -}}
{{- end -}}
{{- end -}}
{{- with .Values.keda -}}
{{- if and .enabled (not .triggers) -}}
{{- $problems = append $problems "keda.enabled requires keda.triggers" -}}
{{- end -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- $problems = append $problems "keda.minReplicas must not exceed keda.maxReplicas" -}}
{{- end -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}
