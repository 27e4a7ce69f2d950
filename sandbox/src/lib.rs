//! A stateful Bitrix24 portal and 1C base to test against.
