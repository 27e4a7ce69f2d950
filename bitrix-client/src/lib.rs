//! Typed async client of the Bitrix24 REST API.
