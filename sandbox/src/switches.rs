//! Switches of the portal: every limit, leniency and doubt has a name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::amount::Amount;

/// How strict the portal is and which reading of the documentation it follows.
///
/// The defaults are the stricter reading. Over the control address a part is enough:
/// `POST /switches {"portal": {"rate_limit": "off"}}`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Switches {
    /// The leaky bucket of requests per source address.
    pub rate_limit: RateLimit,
    /// How that bucket drains.
    pub bucket_drain: BucketDrain,
    /// Whether `operating` is counted and limited.
    pub operating_limit: bool,
    /// Seconds of work per method and ten minutes; 480 in the documentation's example.
    pub operating_seconds: Amount,
    /// What a call of a method costs in seconds; methods that are not named cost nothing.
    pub operating_costs: BTreeMap<String, Amount>,
    /// Seconds of work after which a request is cut off: the answer is an HTML page (504), the
    /// command that crossed the line is done, the rest of a batch is not. 0: never.
    pub request_seconds: Amount,
    /// Who pays for a batch: each nested method (as documented) or the method `batch` (as
    /// measured on one self-hosted portal).
    pub batch_pays: BatchPays,
    /// What happens to a batch of more than 50 commands.
    pub batch_over_50: BatchOver50,
    /// What an unknown webhook is told; always with 401.
    pub dead_webhook: DeadWebhook,
    /// What an unknown access token is told; always with 401.
    pub unknown_token: UnknownToken,
    /// Whether `app.info` answers a webhook, as portals were seen to do; off: «Application context
    /// required».
    pub app_info_by_webhook: bool,
    /// Whether a notification with a tag through a webhook is refused without `CLIENT_ID`.
    pub notify_tag_needs_client_id: bool,
    /// Whether Drive reads its parameters in capitals as well; off: `ID` for `id` is «Could not find
    /// value for parameter».
    pub drive_takes_capitals: bool,
    /// Whether plain HTTP is refused with `INVALID_REQUEST`; off, because a sandbox without TLS
    /// could not be used otherwise.
    pub https_required: bool,
    /// Whether the ready-document upload refuses webhooks with "Application not found".
    pub docgen_needs_application: bool,
    /// Milliseconds until the portal has made a pdf of an upload without `pdfContent`.
    pub conversion_ms: i64,
    /// Whether old list methods drop a filter whose value is empty and so return other people's
    /// rows.
    pub old_lists_ignore_empty_filters: bool,
    /// Whether letters beyond ASCII are printed as `\uXXXX`.
    pub escape_unicode: bool,
    /// Whether `time` carries `operating` and `operating_reset_at` (absent on some portals).
    pub operating_in_time: bool,
    /// What becomes of a refresh token when it is used.
    pub refresh_rotation: RefreshRotation,
    /// Whether events carry the tokens of a user.
    pub event_auth: EventAuth,
    /// Whether the plan has extended offline events: reserving them, and `auth_connector`.
    pub offline_extended: bool,
    /// Whether a signed download link answers 404 to a client without `User-Agent`.
    pub downloads_need_user_agent: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            rate_limit: RateLimit::Standard,
            bucket_drain: BucketDrain::Steps,
            operating_limit: true,
            operating_seconds: Amount::from(480),
            operating_costs: BTreeMap::new(),
            request_seconds: Amount::from(60),
            batch_pays: BatchPays::Nested,
            batch_over_50: BatchOver50::CutOff,
            dead_webhook: DeadWebhook::InvalidCredentials,
            unknown_token: UnknownToken::InvalidToken,
            app_info_by_webhook: true,
            notify_tag_needs_client_id: false,
            drive_takes_capitals: false,
            https_required: false,
            docgen_needs_application: true,
            conversion_ms: 35_000,
            old_lists_ignore_empty_filters: true,
            escape_unicode: true,
            operating_in_time: true,
            refresh_rotation: RefreshRotation::Strict,
            event_auth: EventAuth::Full,
            offline_extended: true,
            downloads_need_user_agent: true,
        }
    }
}

/// What becomes of a refresh token when it is used.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshRotation {
    /// It is gone at once.
    Strict,
    /// It is gone when the new access token is used for the first time.
    UntilUsed,
    /// It lives on.
    Off,
}

/// What events say about their sender.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventAuth {
    /// With tokens of a user.
    Full,
    /// Without, as events that no user caused.
    Missing,
}

/// The leaky bucket of requests.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RateLimit {
    /// None.
    Off,
    /// Blocks above 50, drains 2 a second.
    Standard,
    /// Blocks above 250, drains 5 a second.
    Enterprise,
}

/// How the bucket of requests drains; neither is measured.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BucketDrain {
    /// All of a second's requests together, when a second of the clock is over.
    Steps,
    /// Evenly through the second.
    Continuous,
}

/// Who pays `operating` for a batch.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchPays {
    /// Each nested method.
    Nested,
    /// The method `batch`.
    Batch,
}

/// What an unknown webhook is told; the pages of methods and the table of system errors differ.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadWebhook {
    /// `INVALID_CREDENTIALS`.
    InvalidCredentials,
    /// `NO_AUTH_FOUND`.
    NoAuthFound,
}

/// What an unknown access token is told; a call without any is told `NO_AUTH_FOUND`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownToken {
    /// `invalid_token`.
    InvalidToken,
    /// `NO_AUTH_FOUND`.
    NoAuthFound,
}

/// A batch of more than 50 commands.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchOver50 {
    /// 400 for the whole call; nothing runs.
    Refuse,
    /// The first 50 run, the surplus ends in `result_error`.
    CutOff,
}
