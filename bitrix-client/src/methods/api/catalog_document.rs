//! Documents of the warehouse.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::shared::FieldInfo;
use crate::entity_type::EntityType;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A document of the warehouse.
    pub struct StoreDocument shown(id, responsible_id, created_by) {
        id: Option<Id> = "id",
        doc_type: Option<String> = "docType",
        doc_number: Option<String> = "docNumber",
        title: Option<String> = "title",
        status: Option<String> = "status",
        currency: Option<String> = "currency",
        total: Option<Decimal> = "total",
        responsible_id: Option<Id> = "responsibleId",
        created_by: Option<Id> = "createdBy",
        modified_by: Option<Id> = "modifiedBy",
        commentary: Option<String> = "commentary",
    }
}

record! {
    /// A row of a document of the warehouse.
    pub struct DocumentElement shown(id, doc_id, element_id) {
        id: Option<Id> = "id",
        doc_id: Option<Id> = "docId",
        element_id: Option<Id> = "elementId",
        amount: Option<Decimal> = "amount",
        purchasing_price: Option<Decimal> = "purchasingPrice",
        store_from: Option<Id> = "storeFrom",
        store_to: Option<Id> = "storeTo",
    }
}

record! {
    /// The supplier in a document of the warehouse.
    pub struct DocumentContractor shown(id, document_id, entity_id) {
        id: Option<Id> = "id",
        document_id: Option<Id> = "documentId",
        entity_id: Option<Id> = "entityId",
        entity_type_id: Option<EntityType> = "entityTypeId",
    }
}

record! {
    /// The custom fields of a document of the warehouse.
    pub struct DocumentUserFields shown(document_id) {
        document_id: Option<Id> = "documentId",
        document_type: Option<String> = "documentType",
    }
}

calls! {
    "api-reference/catalog/";

    write AddDocument = "catalog.document.add"(fields: Params = "fields")
        -> StoreDocument, in "document", "document/catalog-document-add";
    write CancelDocuments = "catalog.document.cancelList"(document_ids = "documentIds")
        -> Done, "document/catalog-document-cancel-list";
    write CancelDocument = "catalog.document.cancel"(id = "id")
        -> Done, "document/catalog-document-cancel";
    write ConductDocuments = "catalog.document.conductList"(document_ids = "documentIds")
        -> Done, "document/catalog-document-conduct-list";
    write ConductDocument = "catalog.document.conduct"(id = "id")
        -> Done, "document/catalog-document-conduct";
    write DeleteDocuments = "catalog.document.deleteList"(document_ids = "documentIds")
        -> Done, "document/catalog-document-delete-list";
    write DeleteDocument = "catalog.document.delete"(id = "id")
        -> Done, "document/catalog-document-delete";
    read DescribeDocument = "catalog.document.getFields"()
        -> BTreeMap<String, FieldInfo>, in "document", "document/catalog-document-get-fields";
    list ListDocuments by "id" = "catalog.document.list"()
        -> Vec<StoreDocument>, in "documents", "document/catalog-document-list";
    read IsWarehouseOn = "catalog.document.mode.status"()
        -> bool, "document/catalog-document-mode-status";
    write UpdateDocument = "catalog.document.update"(id = "id", fields: Params = "fields")
        -> StoreDocument, in "document", "document/catalog-document-update";
    write AddElement = "catalog.document.element.add"(fields: Params = "fields")
        -> DocumentElement, in "documentElement",
        "document/document-element/catalog-document-element-add";
    write DeleteElement = "catalog.document.element.delete"(id = "id")
        -> Done, "document/document-element/catalog-document-element-delete";
    read DescribeElement = "catalog.document.element.getFields"()
        -> BTreeMap<String, FieldInfo>, in "documentElement",
        "document/document-element/catalog-document-element-get-fields";
    list ListElements by "id" = "catalog.document.element.list"()
        -> Vec<DocumentElement>, in "documentElements",
        "document/document-element/catalog-document-element-list";
    write UpdateElement = "catalog.document.element.update"(id = "id", fields: Params = "fields")
        -> DocumentElement, in "documentElement",
        "document/document-element/catalog-document-element-update";
    write ConfirmDocument = "catalog.document.confirm"(id = "id")
        -> Done, "document/outdated/catalog-document-confirm";
    read DescribeOldElement = "catalog.document.element.fields"()
        -> Vec<BTreeMap<String, FieldInfo>>, "document/outdated/catalog-document-element-fields";
    read DescribeOldDocument = "catalog.document.fields"()
        -> Vec<BTreeMap<String, FieldInfo>>, "document/outdated/catalog-document-fields";
    write UnconfirmDocument = "catalog.document.unconfirm"(id = "id")
        -> Done, "document/outdated/catalog-document-unconfirm";
    write AddContractor = "catalog.documentcontractor.add"(fields: Params = "fields")
        -> DocumentContractor, in "documentContractor",
        "documentcontractor/catalog-documentcontractor-add";
    write DeleteContractor = "catalog.documentcontractor.delete"(id = "id")
        -> Done, "documentcontractor/catalog-documentcontractor-delete";
    read DescribeContractor = "catalog.documentcontractor.getFields"()
        -> BTreeMap<String, FieldInfo>, in "documentContractor",
        "documentcontractor/catalog-documentcontractor-get-fields";
    list ListContractors by "id" = "catalog.documentcontractor.list"()
        -> Vec<DocumentContractor>, in "documentContractors" | "documentContractor",
        "documentcontractor/catalog-documentcontractor-list";
    list ListDocumentFields between "documentId" = "catalog.userfield.document.list"()
        -> Vec<DocumentUserFields>, in "documents",
        "userfield-document/catalog-userfield-document-list";
    write UpdateDocumentFields = "catalog.userfield.document.update"(
        document_id = "documentId", fields: Params = "fields"
    ) -> DocumentUserFields, in "document", "userfield-document/catalog-userfield-document-update";
}
