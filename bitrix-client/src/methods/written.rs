//! The methods written by hand, for the list of [`covered_methods`](crate::covered_methods).
//!
//! They have arguments that rule out mistakes (a post that names who sees it, both filters of
//! product rows); all others are one line each in `api`.

use chrono::{DateTime, FixedOffset};

use super::covered::covered;
use super::{
    AddBlogPost, AddComment, AddTodo, GetAppInfo, GetDepartments, GetItem, GetProfile,
    GetServerTime, GetUsers, ListAddresses, ListBankDetails, ListCategories, ListComments,
    ListDocuments, ListItems, ListPresets, ListProductRows, ListRequisiteLinks, ListRequisites,
    ListStatuses, NotifyPersonal, NotifySystem, UpdateItem, UploadDocument,
};
use super::{
    Address, AppInfo, BankDetail, Category, Comment, Department, Document, Item, Preset,
    ProductRow, Profile, Requisite, RequisiteLink, Status, User,
};
use crate::methods::MethodInfo;
use crate::wire::Id;

macro_rules! written {
    ($($name:ident -> $answer:ty $(, in $member:literal)?, $page:literal;)*) => {
        $(covered!($name -> $answer, [$($member)?], concat!("api-reference/", $page));)*

        /// Every method that is written by hand.
        pub(super) const WRITTEN: &[MethodInfo] = &[$(MethodInfo::of::<$name>()),*];
    };
}

written! {
    GetItem -> Item, in "item", "crm/universal/crm-item-get";
    ListItems -> Vec<Item>, in "items", "crm/universal/crm-item-list";
    UpdateItem -> Item, in "item", "crm/universal/crm-item-update";
    ListProductRows -> Vec<ProductRow>, in "productRows",
        "crm/universal/product-rows/crm-item-productrow-list";
    ListRequisites -> Vec<Requisite>, "crm/requisites/universal/crm-requisite-list";
    ListRequisiteLinks -> Vec<RequisiteLink>, "crm/requisites/links/crm-requisite-link-list";
    ListBankDetails -> Vec<BankDetail>, "crm/requisites/bank-detail/crm-requisite-bank-detail-list";
    ListPresets -> Vec<Preset>, "crm/requisites/presets/crm-requisite-preset-list";
    ListAddresses -> Vec<Address>, "crm/requisites/addresses/crm-address-list";
    ListStatuses -> Vec<Status>, "crm/status/crm-status-list";
    ListCategories -> Vec<Category>, in "categories", "crm/universal/category/crm-category-list";
    AddComment -> Id, "crm/timeline/comments/crm-timeline-comment-add";
    ListComments -> Vec<Comment>, "crm/timeline/comments/crm-timeline-comment-list";
    AddTodo -> Id, in "id", "crm/timeline/activities/todo/crm-activity-todo-add";
    UploadDocument -> Document, in "document",
        "crm/document-generator/documents/crm-document-generator-document-upload";
    ListDocuments -> Vec<Document>, in "documents",
        "crm/document-generator/documents/crm-document-generator-document-list";
    AddBlogPost -> Id, "log/log-blogpost-add";
    NotifySystem -> Option<Id>, "chats/notifications/im-notify-system-add";
    NotifyPersonal -> Option<Id>, "chats/notifications/im-notify-personal-add";
    GetUsers -> Vec<User>, "user/user-get";
    GetDepartments -> Vec<Department>, "departments/department-get";
    GetProfile -> Profile, "common/users/profile";
    GetAppInfo -> AppInfo, "common/system/app-info";
    GetServerTime -> DateTime<FixedOffset>, "common/system/server-time";
}
