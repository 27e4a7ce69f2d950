//! Signing of documents with employees.

use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Id, record};

record! {
    /// A document to be signed.
    pub struct SignDocument shown(id) {
        id: Option<Id> = "id",
        uid: Option<String> = "uid",
        title: Option<String> = "title",
        status: Option<String> = "status",
    }
}

record! {
    /// A provider of signatures.
    pub struct SignProvider shown() {
        code: Option<String> = "code",
        uid: Option<String> = "uid",
        name: Option<String> = "name",
        date: Option<String> = "date",
        expires: Option<String> = "expires",
    }
}

record! {
    /// A signed document in the safe.
    pub struct SafeFile shown(id) {
        id: Option<Id> = "id",
        title: Option<String> = "title",
    }
}

calls! {
    "api-reference/sign/";

    read ListProviders = "sign.b2e.company.provider.list"(
        company_uuid = "companyUuid", company_crm_id = "companyCrmId"
    ) -> Vec<SignProvider>, "sign-b2e-company-provider-list";
    read GetDocument = "sign.b2e.document.get"(uid = "uid")
        -> SignDocument, "sign-b2e-document-get";
    write SendDocument = "sign.b2e.document.send"(fields: Params = "fields")
        -> SignDocument, "sign-b2e-document-send";
    read GetLinkedDocument = "sign.b2e.hcmlink.document.get"(id = "id")
        -> SignDocument, "sign-b2e-hcmlink-document-get";
    read ListSafeDocuments = "sign.b2e.mysafe.tail"() -> Vec<SafeFile>, "sign-b2e-mysafe-tail";
    read ListPersonalDocuments = "sign.b2e.personal.tail"()
        -> Vec<SafeFile>, "sign-b2e-personal-tail";
}
