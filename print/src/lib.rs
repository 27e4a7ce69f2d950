//! Word templates, PDF, payment QR, amounts and names in words.
//!
//! This crate makes the printed files of a contract and an invoice on this machine: it fills a
//! Word template that the customer edits, makes a PDF of that very document, draws the payment QR
//! code, and writes sums, dates, names and posts the Russian way. It takes plain data (anything
//! that serialises) and knows neither the CRM nor the accounting.

pub mod builtin;
mod declension;
mod docx;
#[cfg(feature = "pdf")]
pub mod pdf;
mod picture;
mod qr;
mod template;
mod words;

pub use declension::{Doubt, Sex, genitive_name, genitive_post};
pub use docx::{Limits, PackageError, TreeError};
pub use picture::{Picture, PictureError, Pictures};
pub use qr::{PaymentQr, QrError};
pub use template::{FillError, FillOptions, Filled, Template, TemplateError};
pub use words::{
    Gender, Plural, amount_in_words, date_in_words, format_money, number_in_words,
    number_in_words_genitive, short_date,
};
