//! Word templates, PDF, payment QR, amounts and names in words.
