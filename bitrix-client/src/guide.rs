//! The guide: a page for each topic, with code that compiles.
//!
//! | page | about |
//! |---|---|
//! | [`access`] | webhook, application, the user of a page; tokens and moved portals |
//! | [`calls`] | methods, answers, options; which futures may be dropped |
//! | [`batch`] | commands in one request, references, any number of them |
//! | [`lists`] | every row of a list, many rows by ids |
//! | [`pace`] | the portal's limits, priorities, several processes |
//! | [`files`] | uploads and downloads, whole and in pieces |
//! | [`events`] | what the portal posts, proved |
//! | [`seeing`] | spans, metrics, names of calls, redacted bodies |
//! | [`errors`] | did it run, and what is repeated |

#[doc = include_str!("../guide/access.md")]
pub mod access {}

#[doc = include_str!("../guide/calls.md")]
pub mod calls {}

#[doc = include_str!("../guide/batch.md")]
pub mod batch {}

#[doc = include_str!("../guide/lists.md")]
pub mod lists {}

#[doc = include_str!("../guide/pace.md")]
pub mod pace {}

#[doc = include_str!("../guide/files.md")]
pub mod files {}

#[doc = include_str!("../guide/events.md")]
pub mod events {}

#[doc = include_str!("../guide/seeing.md")]
pub mod seeing {}

#[doc = include_str!("../guide/errors.md")]
pub mod errors {}
