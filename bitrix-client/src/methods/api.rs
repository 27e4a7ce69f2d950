//! All methods by area, and the objects that they answer.
//!
//! Each method is a struct: `new` takes what the call cannot do without, `with` sets any further
//! parameter by the name on the method's page, lists have `select`, `filter`, `order` and pages; a
//! list that is a [`ListMethod`](crate::ListMethod) can be read whole. Answers keep all members that
//! have no field of their own in `other`. Some methods are written by hand, because their arguments
//! rule out mistakes (a post that names who sees it, both filters of product rows); most are one
//! line, and a new one is one line more.
//!
//! ```
//! use bitrix_client::api::disk::UploadToFolder;
//! use bitrix_client::{FileContent, Method as _, Params, Value};
//!
//! let file = Value::file("a.txt", &FileContent::new(*b"text"));
//! let call = UploadToFolder::new(8930, Params::new().with("NAME", "a.txt")).with("fileContent", file);
//! assert_eq!(
//!     call.params().to_json(),
//!     r#"{"id":8930,"data":{"NAME":"a.txt"},"fileContent":["a.txt","dGV4dA=="]}"#
//! );
//! ```

pub mod activity;
pub mod bizproc;
pub mod catalog;
pub mod catalog_document;
pub mod catalog_price;
pub mod catalog_product;
pub mod catalog_property;
pub mod chat;
pub mod company;
pub mod contact;
pub mod crm_document;
pub mod deal;
pub mod dictionary;
pub mod disk;
pub mod docgen;
pub mod event;
pub mod feed;
pub mod item;
pub mod lists;
pub mod mail_v3;
pub mod notice;
pub mod placement;
pub mod quote;
pub mod requisite;
pub mod sale;
pub mod shared;
pub mod sign;
pub mod smart_type;
pub mod system;
pub mod task;
pub mod task_v3;
pub mod timeline;
pub mod user;

use crate::methods::MethodInfo;

/// The methods of every area.
pub(super) const AREAS: &[&[MethodInfo]] = &[
    activity::METHODS,
    bizproc::METHODS,
    catalog::METHODS,
    catalog_document::METHODS,
    catalog_price::METHODS,
    catalog_product::METHODS,
    catalog_property::METHODS,
    chat::METHODS,
    company::METHODS,
    contact::METHODS,
    crm_document::METHODS,
    deal::METHODS,
    dictionary::METHODS,
    disk::METHODS,
    docgen::METHODS,
    event::METHODS,
    feed::METHODS,
    item::METHODS,
    lists::METHODS,
    mail_v3::METHODS,
    notice::METHODS,
    placement::METHODS,
    quote::METHODS,
    requisite::METHODS,
    sale::METHODS,
    sign::METHODS,
    smart_type::METHODS,
    system::METHODS,
    task::METHODS,
    task_v3::METHODS,
    timeline::METHODS,
    user::METHODS,
];
