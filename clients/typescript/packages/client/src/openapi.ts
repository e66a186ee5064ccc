// Made from openapi.yaml by `npm run generate`. Do not edit.
export interface paths {
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of sessions, newest activity first. */
        get: operations["listSessions"];
        put?: never;
        /** Makes a session. key makes sending it twice safe for ever. */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /** One session. */
        get: operations["getSession"];
        put?: never;
        post?: never;
        /** Deletes environment, journal and files. */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        /** Changes name, metadata or options. In options, null takes one away. */
        patch: operations["patchSession"];
        trace?: never;
    };
    "/api/v1/sessions/{id}/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /** What the events add up to. Join with after = asOfSeq to go on. */
        get: operations["getSnapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a message. The same messageId again gives the same query. */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/interrupt": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the active query. */
        post: operations["interruptQuery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/queue/{queryId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
                queryId: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a message that waits out of the queue. */
        delete: operations["takeBackMessage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /** The permission requests of a session. The page is whole. */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/permissions/{requestId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
                requestId: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers a permission request or a question. The first answer wins. */
        post: operations["answerPermission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/permissions/grants": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /** What was allowed for the whole session, the oldest first. */
        get: operations["listGrants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/permissions/grants/{grantId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
                grantId: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Allows it no longer. */
        delete: operations["revokeGrant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /** A page of events. next goes into after. */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /**
         * The events as server-sent events, until the session or the server ends.
         * @description An event is `id: <epoch>-<seq>`, `event: <type>`, `data: <envelope>`. Without `id` come `heartbeat`, `session:cursor`, `session:resync` and, as the last one, `session:deleted`. Absent `after` and `Last-Event-ID` mean from now on.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        /** A page of log lines. next goes into after. */
        get: operations["listLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/environment/start": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts the execution environment. session:status says how it goes. */
        post: operations["startEnvironment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/environment/restart": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restarts the execution environment. session:status says how it goes. */
        post: operations["restartEnvironment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}/environment/terminate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the execution environment. session:status says how it goes. */
        post: operations["terminateEnvironment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server can run, and why not what it cannot. */
        get: operations["listAgents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/environments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where this server can run it. */
        get: operations["listEnvironments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The WebSocket, see asyncapi.yaml. */
        get: operations["openWebSocket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics in the text format of Prometheus. Open if so configured. */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as /metrics, for whoever is signed in; a browser's cookie goes here only. */
        get: operations["getMetricsOfApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The API keys of the own tenant, the newest first. */
        get: operations["listKeys"];
        put?: never;
        /** Makes an API key. Only this answer has its token. */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** The key opens nothing from now on, and what it has open ends within a heartbeat. */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the token is of. */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes what stands in an address in the place of a token, once. */
        post: operations["createTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs a browser in, by a token or by the ticket of a sign-in link. */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The cookie counts no longer. */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The secrets for agents of the own tenant, without their values. */
        get: operations["listSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{name}": {
        parameters: {
            query?: {
                /** @description Absent, that of who asks. */
                tenant?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Gives a secret a value; whatever it was before is gone. */
        put: operations["putSecret"];
        post?: never;
        /** Forgets a secret. Agents that run keep what they were given. */
        delete: operations["deleteSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, the newest first. There is more as long as there is a next. */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers. */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the journal works. */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This file. */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This file, as JSON. */
        get: operations["getOpenApiAsJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The WebSocket's description, as JSON. */
        get: operations["getAsyncApiAsJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/asyncapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The WebSocket's description. */
        get: operations["getAsyncApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Why it failed. More may come; an unknown one means what the status means.
         * @enum {string}
         */
        ErrorCode: "BAD_REQUEST" | "UNAUTHENTICATED" | "FORBIDDEN" | "FORBIDDEN_ORIGIN" | "NOT_FOUND" | "SESSION_NOT_FOUND" | "QUERY_NOT_FOUND" | "PERMISSION_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "PERMISSION_ALREADY_RESOLVED" | "QUERY_ACTIVE" | "NO_ACTIVE_QUERY" | "IDEMPOTENCY_CONFLICT" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "UNKNOWN_AGENT" | "AGENT_NOT_AVAILABLE" | "UNKNOWN_ENVIRONMENT" | "ENVIRONMENT_NOT_AVAILABLE" | "INVALID_OPTION" | "OVERLOADED" | "RATE_LIMITED" | "INTERNAL" | "JOURNAL_UNAVAILABLE" | "ISSUER_UNAVAILABLE" | "ENVIRONMENT_START_FAILED" | "ENVIRONMENT_LOST" | "ENVIRONMENT_TERMINATED" | "RUNNER_PROTOCOL_VIOLATION" | "RUNNER_UNRESPONSIVE" | "AGENT_NOT_INSTALLED" | "AGENT_EXITED" | "AGENT_AUTH_FAILED" | "AGENT_OVERLOADED" | "AGENT_CONTEXT_TOO_LONG" | "AGENT_SILENT" | "AGENT_OUT_OF_MEMORY" | "AGENT_FAILED" | "CONFIG_INVALID" | "PORT_IN_USE" | "DATA_LOCKED" | "SERVER_NOT_FOUND";
        /** @description A failure, as RFC 9457 has it. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail?: string;
            instance?: string;
            code: components["schemas"]["ErrorCode"];
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /** @description Who answered before. */
            by?: components["schemas"]["By"];
            /** Format: date-time */
            resolvedAt?: string;
            optionId?: string;
            message?: string;
            /** @description When to try again, with `RATE_LIMITED`. */
            retryAfterSeconds?: number;
        };
        Probe: {
            /** @enum {string} */
            status: "alive" | "ready";
        };
        /** @description Who did it, or the rule that did. */
        By: {
            principal: string;
        } | string;
        /** @description Where the next page begins; null on the last one. */
        Next: string | null;
        /** @description Any object. */
        Object: {
            [key: string]: unknown;
        };
        /** @enum {string} */
        Track: "conversation" | "operations";
        /** @enum {string} */
        LogLevel: "debug" | "info" | "warn" | "error";
        /** @enum {string} */
        LogSource: "agent" | "runner" | "server";
        /** @enum {string} */
        EnvironmentStatus: "inactive" | "starting" | "ready" | "error" | "terminated";
        Session: {
            id: string;
            agent: string;
            environment: string;
            name?: string;
            /** @description `env` is a list of names; the values are never told. */
            options: components["schemas"]["Object"];
            metadata: components["schemas"]["Object"];
            tenant: string;
            createdBy: components["schemas"]["By"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            lastActivity: string;
            /**
             * Format: int64
             * @description The `seq` of its last event.
             */
            headSeq: number;
            /** Format: int64 */
            epoch: number;
            usage: components["schemas"]["Usage"];
            runtime: components["schemas"]["RuntimeState"];
        };
        SessionPage: {
            items: components["schemas"]["Session"][];
            next: components["schemas"]["Next"];
        };
        CreateSession: {
            agent: string;
            /** @description The client's own id of the session. */
            key?: string;
            environment?: string;
            options?: components["schemas"]["Object"];
            name?: string;
            metadata?: components["schemas"]["Object"];
            workspace?: {
                path: string;
                /** @description Work in the folder itself. */
                inPlace?: boolean;
            };
        };
        PatchSession: {
            name?: string;
            metadata?: components["schemas"]["Object"];
            options?: components["schemas"]["Object"];
        };
        /** @description Tokens and money, summed up. */
        Usage: {
            /**
             * Format: int64
             * @description Without cached ones.
             */
            inputTokens: number;
            /** Format: int64 */
            outputTokens: number;
            /** Format: int64 */
            cacheReadTokens?: number;
            /** Format: int64 */
            cacheWriteTokens?: number;
            /**
             * Format: int64
             * @description Part of the output.
             */
            thinkingTokens?: number;
            /** Format: int64 */
            totalTokens: number;
            costUSD?: number;
        };
        /** @description Whether the place is healthy, and whether work is in progress. Times are milliseconds since the epoch. */
        RuntimeState: {
            isLoaded: boolean;
            /** @description Null until the first environment. */
            executionEnvironment: {
                id: string;
                status: components["schemas"]["EnvironmentStatus"];
                statusMessage?: string;
                /** Format: int64 */
                lastHealthCheck?: number;
                restartCount: number;
                lastError?: {
                    message: string;
                    code?: string;
                    /** Format: int64 */
                    timestamp: number;
                };
            } | null;
            /** @description Absent when no query runs. */
            activeQuery?: {
                /** Format: int64 */
                startedAt: number;
                queryId: string;
            };
            queue: components["schemas"]["Queued"][];
            pendingPermissions: string[];
            /** @description Absent when 0. */
            backgroundTasks?: number;
        };
        Queued: {
            queryId: string;
            /** Format: int64 */
            queuedAt: number;
        };
        Snapshot: {
            sessionId: string;
            /** Format: int64 */
            asOfSeq: number;
            /** Format: int64 */
            epoch: number;
            /** @description `main`, and those of subagents by their ids. */
            conversations: {
                [key: string]: components["schemas"]["Conversation"];
            };
            usage: components["schemas"]["Usage"];
            queue: components["schemas"]["Queued"][];
            pendingPermissions: components["schemas"]["PermissionRequest"][];
            permissionGrants: components["schemas"]["Grant"][];
            options: components["schemas"]["Object"];
            runtime: components["schemas"]["RuntimeState"];
        };
        Conversation: {
            blocks: components["schemas"]["Block"][];
            usage?: components["schemas"]["Usage"];
            model?: string;
            title?: string;
            /** Format: int64 */
            contextUsed?: number;
            /** Format: int64 */
            contextWindow?: number;
        };
        /** @description A part of a conversation. Which fields it has depends on its type, see `docs/protocol.md`; unknown types and fields are kept. */
        Block: {
            /** @description `user_message`, `assistant_text`, `thinking`, `tool_use`, `tool_result`, `plan`, `subagent`, `system`, `error`, or one that is not known yet. */
            type: string;
            id: string;
            /** Format: date-time */
            timestamp?: string;
            /** @description `interrupted` or `withdrawn`. */
            incomplete?: string;
            background?: boolean;
            /** @description A string or parts. */
            content?: unknown;
            model?: string;
            summary?: string;
            toolName?: string;
            toolUseId?: string;
            /** @description Any JSON. */
            input?: unknown;
            status?: string;
            displayName?: string;
            description?: string;
            kind?: string;
            locations?: components["schemas"]["Object"][];
            changes?: components["schemas"]["Object"][];
            /** @description A string, parts, or any JSON. */
            output?: unknown;
            isError?: boolean;
            /** Format: int64 */
            durationMs?: number;
            entries?: components["schemas"]["Object"][];
            subagentId?: string;
            name?: string;
            subtype?: string;
            message?: string;
            metadata?: components["schemas"]["Object"];
            code?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description A part of a message. */
        Part: {
            /** @enum {string} */
            type: "text" | "image" | "resource_link" | "resource";
            text?: string;
            source?: components["schemas"]["Object"];
            uri?: string;
            name?: string;
            mediaType?: string;
            data?: string;
        } & {
            [key: string]: unknown;
        };
        SendMessage: {
            content: string | components["schemas"]["Part"][];
            /** @description Becomes the id of the message's block. */
            messageId?: string;
            /**
             * @description What to do when a query runs.
             * @default queue
             * @enum {string}
             */
            mode?: "queue" | "reject" | "interrupt";
        };
        MessageAccepted: {
            queryId: string;
            /** @enum {string} */
            state: "started" | "queued";
            /** @description Its place in the queue. */
            position?: number;
        };
        InterruptAccepted: {
            queryId: string;
        };
        AnswerPermission: {
            optionId: string;
            message?: string;
            /** @description By question, the ids of the options, or a text. */
            answers?: {
                [key: string]: unknown;
            };
        };
        Permission: {
            requestId: string;
            /** @enum {string} */
            state: "pending" | "resolved";
            request: components["schemas"]["PermissionRequest"];
            optionId?: string;
            by?: components["schemas"]["By"];
            /** Format: date-time */
            resolvedAt?: string;
        };
        PermissionPage: {
            items: components["schemas"]["Permission"][];
            next: components["schemas"]["Next"];
        };
        Grant: {
            id: string;
            toolName: string;
            rule?: string;
            /** @description Stands where there is no `rule`. */
            input?: unknown;
            title?: string;
            grantedBy: components["schemas"]["By"];
            /** Format: date-time */
            at: string;
        };
        GrantPage: {
            items: components["schemas"]["Grant"][];
            next: components["schemas"]["Next"];
        };
        /** @description An event of a session. `type` says which track it is on and what `data` holds; more types may come. */
        Envelope: {
            type: string;
            sessionId: string;
            /**
             * Format: int64
             * @description Its number in the session, from 1.
             */
            seq: number;
            /** Format: date-time */
            at: string;
            track: components["schemas"]["Track"];
            /** @description The query that it belongs to. */
            queryId?: string;
            /**
             * Format: int64
             * @description The `seq` before it in what this reader is sent; absent, that is `seq` - 1.
             */
            prev?: number;
            data: components["schemas"]["Object"];
        } & ({
            /** @constant */
            type?: "session:created";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["Created"];
        } | {
            /** @constant */
            type?: "session:block:start";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["BlockStart"];
        } | {
            /** @constant */
            type?: "session:block:delta";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["BlockDelta"];
        } | {
            /** @constant */
            type?: "session:block:update";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["BlockUpdate"];
        } | {
            /** @constant */
            type?: "session:block:complete";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["BlockComplete"];
        } | {
            /** @constant */
            type?: "session:metadata:update";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["MetadataUpdate"];
        } | {
            /** @constant */
            type?: "session:query:queued";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["QueryQueued"];
        } | {
            /** @constant */
            type?: "session:query:started";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["QueryStarted"];
        } | {
            /** @constant */
            type?: "session:query:ended";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["QueryEnded"];
        } | {
            /** @constant */
            type?: "session:permission:requested";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["PermissionRequest"];
        } | {
            /** @constant */
            type?: "session:permission:resolved";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["PermissionResolution"];
        } | {
            /** @constant */
            type?: "session:permission:revoked";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["PermissionRevoked"];
        } | {
            /** @constant */
            type?: "session:options:update";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["OptionsUpdate"];
        } | {
            /** @constant */
            type?: "session:file:created";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["FileChange"];
        } | {
            /** @constant */
            type?: "session:file:modified";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["FileChange"];
        } | {
            /** @constant */
            type?: "session:file:deleted";
            /** @constant */
            track?: "conversation";
            data?: components["schemas"]["FileChange"];
        } | {
            /** @constant */
            type?: "session:status";
            /** @constant */
            track?: "operations";
            data?: components["schemas"]["StatusChange"];
        } | {
            /** @constant */
            type?: "session:log";
            /** @constant */
            track?: "operations";
            data?: components["schemas"]["LogLine"];
        } | {
            /** @constant */
            type?: "session:error";
            /** @constant */
            track?: "operations";
            data?: components["schemas"]["OperationalError"];
        } | {
            /** @constant */
            type?: "session:unknown";
            /** @constant */
            track?: "operations";
            data?: components["schemas"]["Object"];
        });
        /** @description The first event of every session. */
        Created: {
            agent: string;
            environment: string;
            options: components["schemas"]["Object"];
            name?: string;
            metadata?: components["schemas"]["Object"];
            by: components["schemas"]["By"];
        };
        /** @description `main`, or the id of a subagent. */
        ConversationId: string;
        /** @description A block begins, perhaps not whole. As the runner said it, with fields of its own. */
        BlockStart: {
            conversationId: components["schemas"]["ConversationId"];
            block: components["schemas"]["Block"];
        } & {
            [key: string]: unknown;
        };
        /** @description To be appended to the block's text. */
        BlockDelta: {
            conversationId: components["schemas"]["ConversationId"];
            blockId: string;
            delta: string;
        } & {
            [key: string]: unknown;
        };
        /** @description Fields of the block that change. */
        BlockUpdate: {
            conversationId: components["schemas"]["ConversationId"];
            blockId: string;
            updates: components["schemas"]["Object"];
        } & {
            [key: string]: unknown;
        };
        /** @description The block, whole; nothing for it follows. */
        BlockComplete: {
            conversationId: components["schemas"]["ConversationId"];
            blockId: string;
            block: components["schemas"]["Block"];
        } & {
            [key: string]: unknown;
        };
        /** @description What the agent says of its work; adds up within a query and conversation. */
        MetadataUpdate: {
            conversationId: components["schemas"]["ConversationId"];
            metadata: {
                usage?: components["schemas"]["Object"];
                costUSD?: number;
                /** Format: int64 */
                contextUsed?: number;
                /** Format: int64 */
                contextWindow?: number;
                model?: string;
                title?: string;
                commands?: unknown[];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        QueryQueued: {
            queryId: string;
            position: number;
            /** @description The message: a string or parts. */
            content?: unknown;
            messageId?: string;
            by?: components["schemas"]["By"];
        };
        QueryStarted: {
            queryId: string;
            /** @enum {string} */
            origin: "client" | "agent";
            by?: components["schemas"]["By"];
        };
        /** @description Exactly one for each query. */
        QueryEnded: {
            queryId: string;
            /** @enum {string} */
            outcome: "completed" | "interrupted" | "failed" | "timed_out" | "lost" | "cancelled";
            /** @description `end_turn`, `max_tokens`, `refusal`, `max_turns` or another. */
            stopReason?: string;
            /** @description Why, where it did not complete. */
            cause?: {
                code: string;
                message: string;
                exit?: {
                    code?: number;
                    /** @description By its name, as `SIGKILL`. */
                    signal?: string;
                    outOfMemory?: boolean;
                } & {
                    [key: string]: unknown;
                };
                /** @description The last 8 KiB. */
                stderrTail?: string;
            } & {
                [key: string]: unknown;
            };
            usage?: components["schemas"]["Object"];
            /** Format: int64 */
            durationMs: number;
        };
        /** @description The agent waits for an answer. `kind` is `permission`, or `question` with `questions`. */
        PermissionRequest: {
            requestId: string;
            queryId: string;
            kind?: string;
            toolUseId?: string;
            toolName: string;
            /** @description Any JSON. */
            input: unknown;
            title?: string;
            /** @description What allowing it for the session would allow. */
            rule?: string;
            options: ({
                id: string;
                /** @description `allow_once`, `allow_always`, `reject_once`, `reject_always`, `answer` or another. */
                kind: string;
                label: string;
            } & {
                [key: string]: unknown;
            })[];
            questions?: components["schemas"]["Object"][];
            /** Format: date-time */
            deadline?: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The first answer, or why there was none. */
        PermissionResolution: {
            requestId: string;
            optionId: string | null;
            by: components["schemas"]["By"];
            message?: string;
            answers?: components["schemas"]["Object"];
        };
        /** @description What was allowed for the session is allowed no longer. */
        PermissionRevoked: {
            grantId: string;
            by: components["schemas"]["By"];
        };
        OptionsUpdate: {
            options: components["schemas"]["Object"];
        };
        FileChange: {
            /** @description In the workspace. */
            path: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size?: number;
            sha256?: string;
        };
        /** @description The whole runtime state at that moment; the last one wins. */
        StatusChange: {
            runtime: components["schemas"]["RuntimeState"];
        };
        LogLine: {
            level: components["schemas"]["LogLevel"];
            message: string;
            source: components["schemas"]["LogSource"];
            /** @description Any JSON. */
            data?: unknown;
        };
        OperationalError: {
            error: {
                message: string;
                code?: string;
                /** @description Any JSON. */
                data?: unknown;
            } & {
                [key: string]: unknown;
            };
        };
        EventPage: {
            items: components["schemas"]["Envelope"][];
            /** @description Goes into `after`; null on the last page. */
            next: number | null;
        };
        Agent: {
            name: string;
            displayName: string;
            available: boolean;
            version?: string;
            path?: string;
            reason?: string;
            /** @description How to install it. */
            install?: string;
        };
        AgentPage: {
            items: components["schemas"]["Agent"][];
            next: components["schemas"]["Next"];
        };
        Environment: {
            name: string;
            available: boolean;
            reason?: string;
            /** @enum {string} */
            containment?: "cgroup2" | "cgroup1" | "markers";
            containmentReason?: string;
        };
        EnvironmentPage: {
            items: components["schemas"]["Environment"][];
            next: components["schemas"]["Next"];
        };
        /** @enum {string} */
        Role: "viewer" | "prompter" | "approver" | "admin";
        CreateKey: {
            /** @description What events say of who used it. */
            name: string;
            roles: components["schemas"]["Role"][];
            /** @description Absent, that of who asks. */
            tenant?: string;
            /**
             * Format: date-time
             * @description Absent is never.
             */
            expiresAt?: string;
        };
        Key: {
            id: string;
            name: string;
            roles: components["schemas"]["Role"][];
            tenant: string;
            /** @description The first characters of the token. */
            prefix: string;
            /** Format: date-time */
            createdAt: string;
            createdBy?: components["schemas"]["By"];
            /** Format: date-time */
            expiresAt?: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastUsedAt?: string;
            /**
             * Format: date-time
             * @description Since when it opens nothing.
             */
            revokedAt?: string;
            /** @description Only in the answer that makes the key. */
            token?: string;
        };
        KeyPage: {
            items: components["schemas"]["Key"][];
            next: components["schemas"]["Next"];
        };
        /** @description Who did what; never what was said. */
        AuditEntry: {
            /** Format: date-time */
            at: string;
            /** @description Such as `session.create`, `message.send`, `key.revoke`. */
            action: string;
            /** @enum {string} */
            outcome: "done" | "refused" | "failed";
            /** @description Why not. */
            code?: components["schemas"]["ErrorCode"];
            principal: string;
            /** @description Absent for the built-in administrator. */
            tenant?: string;
            sessionId?: string;
            /** @description A query, a permission request, a key … */
            target?: string;
            address?: string;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next: components["schemas"]["Next"];
        };
        Principal: {
            name: string;
            roles: components["schemas"]["Role"][];
            /** @description Absent for who sees those of all. */
            tenant?: string;
        };
        CreateTicket: {
            use?: components["schemas"]["TicketUse"];
        };
        /**
         * @description `stream` opens one WebSocket or event stream by `?ticket=`; `signin` signs one browser in.
         * @enum {string}
         */
        TicketUse: "stream" | "signin";
        Ticket: {
            ticket: string;
            use: components["schemas"]["TicketUse"];
            /** Format: date-time */
            expiresAt: string;
        };
        SignIn: {
            /** @description Absent when the header `Authorization` says who it is. */
            ticket?: string;
        };
        SignedIn: {
            name: string;
            roles: components["schemas"]["Role"][];
            tenant?: string;
            /** @description Goes into the header `Signalbox-Csrf` of every request. */
            csrfToken: string;
            /** Format: date-time */
            expiresAt: string;
        };
        PutSecret: {
            value: string;
        };
        /** @description A secret for agents, without its value. */
        Secret: {
            name: string;
            tenant: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            by?: components["schemas"]["By"];
        };
        SecretPage: {
            items: components["schemas"]["Secret"][];
            next: components["schemas"]["Next"];
        };
    };
    responses: {
        /** @description The request is malformed; `detail` says where. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No token, or one that is not valid. */
        Unauthenticated: {
            headers: {
                "WWW-Authenticate": components["headers"]["Challenge"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The role is missing, or origin or host are foreign. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such session. */
        NoSession: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such session, or no such message waits. */
        NoQuery: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such session, or no such request. */
        NoPermission: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such session, or no such grant. */
        NoGrant: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such key in the own tenant. */
        NoKey: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such path. Any path may say so. */
        NotServed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The path has not this method. Any path may say so. */
        MethodNotAllowed: {
            headers: {
                Allow: components["headers"]["Allow"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key was used with another body. */
        IdempotencyConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A query runs and `mode` is `reject`, or the key was used with another body. */
        QueryActive: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is nothing to interrupt. */
        NoActiveQuery: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It was answered before, or the key was used with another body. */
        PermissionResolved: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is over the limit. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not said to be JSON. */
        NotJson: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What is asked for is not here; `detail` says what is. */
        CannotCreate: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The option or its value is not one of those allowed, or the environment is gone. */
        InvalidOption: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The session needs an execution environment that this server does not have. */
        NoEnvironment: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A limit is reached, or you ask too often; `detail` says which. */
        Overloaded: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description An error of the server's own; its log says more under the id in `detail`. */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It could not be written; `detail` says what holds now. */
        NotKept: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The journal or the audit log does not work; `detail` says why. */
        NotReady: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description You ask too often. */
        RateLimited: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Who made the token cannot be asked about it. */
        IssuerUnavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such secret. */
        NoSecret: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Journal or audit log do not work, and nothing was done; or who made the token cannot be asked about it. */
        JournalUnavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        SessionId: string;
        /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
        IdempotencyKey: string;
        /** @description In the place of the header `Authorization`, once. */
        Ticket: string;
        Limit: number;
        /** @description The last `seq` that the reader has. */
        After: number;
        Order: "asc" | "desc";
        /** @description Only these tracks, separated by commas. */
        Tracks: components["schemas"]["Track"][];
        /** @description Only these types, separated by commas. */
        Types: string[];
        MinLogLevel: "debug" | "info" | "warn" | "error" | "off";
    };
    requestBodies: never;
    headers: {
        /** @description The path of the session. */
        Location: string;
        /** @description `true` when an earlier request with this key did the work. */
        IdempotencyReplayed: "true";
        /** @description Seconds after which it may go better. */
        RetryAfter: number;
        /** @description The methods that the path has. */
        Allow: string;
        /** @description How to authenticate. */
        Challenge: "Bearer";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listSessions: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Only those whose environment is so. */
                status?: components["schemas"]["EnvironmentStatus"];
                agent?: string;
                /** @description Whether a query runs. */
                active?: boolean;
                /** @description Text to search for. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSession"];
            };
        };
        responses: {
            /** @description There is a session with this `key` already. */
            200: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The session was made. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyConflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["CannotCreate"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    patchSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchSession"];
            };
        };
        responses: {
            /** @description The session after the change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOption"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    getSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snapshot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description It is in the journal, and its query runs or waits. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            409: components["responses"]["QueryActive"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    interruptQuery: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent is told; `session:query:ended` follows. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InterruptAccepted"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            409: components["responses"]["NoActiveQuery"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    takeBackMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
                queryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will not be sent. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoQuery"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionPage"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    answerPermission: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["SessionId"];
                requestId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerPermission"];
            };
        };
        responses: {
            /** @description The answer is in the journal. */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Permission"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoPermission"];
            409: components["responses"]["PermissionResolved"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOption"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    listGrants: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantPage"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    revokeGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
                grantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoGrant"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The last `seq` that the reader has. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
                order?: components["parameters"]["Order"];
                /** @description Only these tracks, separated by commas. */
                tracks?: components["parameters"]["Tracks"];
                /** @description Only these types, separated by commas. */
                types?: components["parameters"]["Types"];
                minLogLevel?: components["parameters"]["MinLogLevel"];
            };
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description In the place of the header `Authorization`, once. */
                ticket?: components["parameters"]["Ticket"];
                /** @description The last `seq` that the reader has. */
                after?: components["parameters"]["After"];
                /** @description Only these tracks, separated by commas. */
                tracks?: components["parameters"]["Tracks"];
                /** @description Only these types, separated by commas. */
                types?: components["parameters"]["Types"];
                minLogLevel?: components["parameters"]["MinLogLevel"];
                deltas?: "full" | "coalesced" | "none";
            };
            header?: {
                /** @description The `id` of the last event that came. Goes before `after`. */
                "Last-Event-ID"?: string;
            };
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. Each `data` is an envelope or a frame of the server. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    listLogs: {
        parameters: {
            query?: {
                minLogLevel?: components["parameters"]["MinLogLevel"];
                /** @description The last `seq` that the reader has. */
                after?: components["parameters"]["After"];
                limit?: components["parameters"]["Limit"];
                order?: components["parameters"]["Order"];
                source?: components["schemas"]["LogSource"];
                /** @description Text that the message contains. */
                contains?: string;
                /** @description From then on. */
                since?: string;
                /** @description Before then. */
                until?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of `session:log` envelopes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    startEnvironment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    restartEnvironment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    terminateEnvironment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: components["parameters"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way. */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSession"];
            422: components["responses"]["NoEnvironment"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    listAgents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentPage"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["IssuerUnavailable"];
        };
    };
    listEnvironments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentPage"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["IssuerUnavailable"];
        };
    };
    openWebSocket: {
        parameters: {
            query?: {
                /** @description In the place of the header `Authorization`, once. */
                ticket?: components["parameters"]["Ticket"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description From now on a WebSocket. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["IssuerUnavailable"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["IssuerUnavailable"];
        };
    };
    getMetricsOfApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["IssuerUnavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, those that ended in the last 90 days too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["IssuerUnavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body gives the first answer again, for 24 hours or until the server restarts; with another body it is `IDEMPOTENCY_CONFLICT`. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description The key was made. */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyConflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["NotKept"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoKey"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["NotKept"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["IssuerUnavailable"];
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateTicket"];
            };
        };
        responses: {
            /** @description The ticket. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Who it is. From now on the cookie counts, with the header `Signalbox-Csrf`. */
            200: {
                headers: {
                    /** @description For this server alone. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody is signed in. */
            204: {
                headers: {
                    /** @description Takes the cookie away. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    listSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretPage"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["IssuerUnavailable"];
        };
    };
    putSecret: {
        parameters: {
            query?: {
                /** @description Absent, that of who asks. */
                tenant?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutSecret"];
            };
        };
        responses: {
            /** @description There was one of this name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            /** @description The secret was made. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            429: components["responses"]["Overloaded"];
            500: components["responses"]["Internal"];
            503: components["responses"]["NotKept"];
        };
    };
    deleteSecret: {
        parameters: {
            query?: {
                /** @description Absent, that of who asks. */
                tenant?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSecret"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["NotKept"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description Who did it. */
                principal?: string;
                /** @description Such as `session.create`. */
                action?: string;
                sessionId?: string;
                /** @description From then on. */
                since?: string;
                /** @description Before then. */
                until?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                limit?: components["parameters"]["Limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. It may be short where much had to be looked through. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JournalUnavailable"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Probe"];
                };
            };
            403: components["responses"]["Forbidden"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Probe"];
                };
            };
            403: components["responses"]["Forbidden"];
            503: components["responses"]["NotReady"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            403: components["responses"]["Forbidden"];
        };
    };
    getOpenApiAsJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Object"];
                };
            };
            403: components["responses"]["Forbidden"];
        };
    };
    getAsyncApiAsJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Object"];
                };
            };
            403: components["responses"]["Forbidden"];
        };
    };
    getAsyncApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            403: components["responses"]["Forbidden"];
        };
    };
}
