{{/*
Annotations that stop the ingress controller from buffering a stream, or from closing it while the upstream is silent.
Traefik does neither by default and requires no annotations.
*/}}
{{- define "claude-proxy.ingressAnnotations" -}}
{{- $megabytes := divf (.Values.config.bodyLimit | default 33554432) 1048576 | ceil -}}
{{- if eq .Values.ingress.preset "nginx" -}}
nginx.ingress.kubernetes.io/proxy-buffering: "off"
nginx.ingress.kubernetes.io/proxy-request-buffering: "off"
nginx.ingress.kubernetes.io/proxy-http-version: "1.1"
nginx.ingress.kubernetes.io/proxy-body-size: {{ $megabytes }}m
nginx.ingress.kubernetes.io/proxy-read-timeout: "3600"
nginx.ingress.kubernetes.io/proxy-send-timeout: "3600"
# No retries on error statuses: the upstream may already have charged for the request, and clients retry on their own.
nginx.ingress.kubernetes.io/proxy-next-upstream: error timeout
{{- else if eq .Values.ingress.preset "haproxy" -}}
haproxy.org/timeout-server: 3600s
haproxy.org/load-balance: leastconn
{{- else if eq .Values.ingress.preset "alb" -}}
alb.ingress.kubernetes.io/target-type: ip
alb.ingress.kubernetes.io/healthcheck-path: /readyz
alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=3600
alb.ingress.kubernetes.io/target-group-attributes: deregistration_delay.timeout_seconds={{ add .Values.shutdown.delaySeconds .Values.shutdown.drainTimeoutSeconds | min 3600 }},load_balancing.algorithm.type=least_outstanding_requests
{{- end -}}
{{- end -}}
