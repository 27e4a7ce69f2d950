//! Properties of products.

use std::collections::BTreeMap;

use super::shared::FieldInfo;
use crate::methods::covered::calls;
use crate::params::Params;
use crate::wire::{Done, Id, record};

record! {
    /// A property of products.
    pub struct ProductProperty shown(id, iblock_id, active) {
        id: Option<Id> = "id",
        iblock_id: Option<Id> = "iblockId",
        name: Option<String> = "name",
        code: Option<String> = "code",
        active: Option<bool> = "active",
        property_type: Option<String> = "propertyType",
        user_type: Option<String> = "userType",
        multiple: Option<bool> = "multiple",
        is_required: Option<bool> = "isRequired",
        sort: Option<i64> = "sort",
        xml_id: Option<String> = "xmlId",
    }
}

record! {
    /// A value of a property with a list.
    pub struct PropertyEnum shown(id, property_id, def) {
        id: Option<Id> = "id",
        property_id: Option<Id> = "propertyId",
        value: Option<String> = "value",
        def: Option<bool> = "def",
        sort: Option<i64> = "sort",
        xml_id: Option<String> = "xmlId",
    }
}

record! {
    /// A parameter of a property.
    pub struct PropertyFeature shown(id, property_id, is_enabled) {
        id: Option<Id> = "id",
        property_id: Option<Id> = "propertyId",
        module_id: Option<String> = "moduleId",
        feature_id: Option<String> = "featureId",
        is_enabled: Option<bool> = "isEnabled",
    }
}

record! {
    /// A parameter that a property can have.
    pub struct AvailableFeature shown() {
        module_id: Option<String> = "moduleId",
        feature_id: Option<String> = "featureId",
        feature_name: Option<String> = "featureName",
    }
}

record! {
    /// How a property is shown in a section.
    pub struct PropertySection shown(property_id, section_id, smart_filter) {
        property_id: Option<Id> = "propertyId",
        section_id: Option<Id> = "sectionId",
        smart_filter: Option<bool> = "smartFilter",
        display_type: Option<String> = "displayType",
        display_expanded: Option<bool> = "displayExpanded",
        filter_hint: Option<String> = "filterHint",
    }
}

calls! {
    "api-reference/catalog/";

    write AddPropertyEnum = "catalog.productPropertyEnum.add"(fields: Params = "fields")
        -> PropertyEnum, in "productPropertyEnum",
        "product-property-enum/catalog-product-property-enum-add";
    write DeletePropertyEnum = "catalog.productPropertyEnum.delete"(id = "id")
        -> Done, "product-property-enum/catalog-product-property-enum-delete";
    read DescribePropertyEnum = "catalog.productPropertyEnum.getFields"()
        -> BTreeMap<String, FieldInfo>, in "productPropertyEnum",
        "product-property-enum/catalog-product-property-enum-get-fields";
    read GetPropertyEnum = "catalog.productPropertyEnum.get"(id = "id")
        -> PropertyEnum, in "productPropertyEnum",
        "product-property-enum/catalog-product-property-enum-get";
    list ListPropertyEnums between "id" = "catalog.productPropertyEnum.list"()
        -> Vec<PropertyEnum>, in "productPropertyEnums",
        "product-property-enum/catalog-product-property-enum-list";
    write UpdatePropertyEnum = "catalog.productPropertyEnum.update"(
        id = "id", fields: Params = "fields"
    ) -> PropertyEnum, in "productPropertyEnum",
        "product-property-enum/catalog-product-property-enum-update";
    write AddPropertyFeature = "catalog.productPropertyFeature.add"(fields: Params = "fields")
        -> PropertyFeature, in "productPropertyFeature",
        "product-property-feature/catalog-product-property-feature-add";
    read GetAvailableFeatures = "catalog.productPropertyFeature.getAvailableFeaturesByProperty"(
        property_id = "propertyId"
    ) -> Vec<AvailableFeature>, in "features",
        "product-property-feature/catalog-product-property-feature-get-available-features-by-property";
    read DescribePropertyFeature = "catalog.productPropertyFeature.getFields"()
        -> BTreeMap<String, FieldInfo>, in "productPropertyFeature",
        "product-property-feature/catalog-product-property-feature-get-fields";
    read GetPropertyFeature = "catalog.productPropertyFeature.get"(id = "id")
        -> PropertyFeature, in "productPropertyFeature",
        "product-property-feature/catalog-product-property-feature-get";
    list ListPropertyFeatures between "id" = "catalog.productPropertyFeature.list"()
        -> Vec<PropertyFeature>, in "productPropertyFeatures",
        "product-property-feature/catalog-product-property-feature-list";
    write UpdatePropertyFeature = "catalog.productPropertyFeature.update"(
        id = "id", fields: Params = "fields"
    ) -> PropertyFeature, in "productPropertyFeature",
        "product-property-feature/catalog-product-property-feature-update";
    read GetPropertySection = "catalog.productPropertySection.get"(property_id = "propertyId")
        -> PropertySection, in "productPropertySection",
        "product-property-section/catalog-product-property-section-get";
    // No windows: the rows have no id of their own.
    list ListPropertySections = "catalog.productPropertySection.list"()
        -> Vec<PropertySection>, in "productPropertySections",
        "product-property-section/catalog-product-property-section-list";
    write SetPropertySection = "catalog.productPropertySection.set"(
        property_id = "propertyId", fields: Params = "fields"
    ) -> PropertySection, in "productPropertySection",
        "product-property-section/catalog-product-property-section-set";
    write AddProperty = "catalog.productProperty.add"(fields: Params = "fields")
        -> ProductProperty, in "productProperty", "product-property/catalog-product-property-add";
    write DeleteProperty = "catalog.productProperty.delete"(id = "id")
        -> Done, "product-property/catalog-product-property-delete";
    read DescribeProperty = "catalog.productProperty.getFields"()
        -> BTreeMap<String, FieldInfo>, in "productProperty",
        "product-property/catalog-product-property-get-fields";
    read GetProperty = "catalog.productProperty.get"(id = "id")
        -> ProductProperty, in "productProperty", "product-property/catalog-product-property-get";
    list ListProperties between "id" = "catalog.productProperty.list"()
        -> Vec<ProductProperty>, in "productProperties",
        "product-property/catalog-product-property-list";
    write UpdateProperty = "catalog.productProperty.update"(id = "id", fields: Params = "fields")
        -> ProductProperty, in "productProperty",
        "product-property/catalog-product-property-update";
}
