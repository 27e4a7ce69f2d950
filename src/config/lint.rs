//! A second look at a policy that is whole: what in it can never be used, and who is missing.

use docflow_core::{ContractForm, LegalEntity, Policy, Product, Region};
use std::fmt;

/// Something that is allowed and surely not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LintFinding {
    /// No region has a seller for whom the form is offered.
    FormUnreachable {
        /// Code of the form.
        form: String,
    },
    /// A seller that works in a region has no form there.
    NoForm {
        /// Code of the seller.
        seller: String,
        /// Code of the region.
        region: String,
    },
    /// A seller works in no region.
    SellerNowhere {
        /// Code of the seller.
        seller: String,
    },
    /// A product is sold by nobody who works anywhere.
    ProductUnsold {
        /// The portal's number of the product.
        product: u64,
    },
    /// No form takes a kind of product that a product of the policy has.
    ProductWithoutForm {
        /// The portal's number of the product.
        product: u64,
    },
    /// A form's number waits for an approver and none is named.
    NoApprover {
        /// Code of the form.
        form: String,
    },
    /// A seller has no accountant: what an accountant must mend is told to the administrators.
    NoAccountant {
        /// Code of the seller.
        seller: String,
    },
    /// No administrator is named: what an administrator must mend is told to whoever ordered.
    NoAdministrator,
    /// The host's page of a run is not named: texts ask people to turn to the administrator.
    NoRunPage,
}

impl LintFinding {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FormUnreachable { .. } => "form-unreachable",
            Self::NoForm { .. } => "no-form",
            Self::SellerNowhere { .. } => "seller-nowhere",
            Self::ProductUnsold { .. } => "product-unsold",
            Self::ProductWithoutForm { .. } => "product-without-form",
            Self::NoApprover { .. } => "no-approver",
            Self::NoAccountant { .. } => "no-accountant",
            Self::NoAdministrator => "no-administrator",
            Self::NoRunPage => "no-run-page",
        }
    }
}

impl fmt::Display for LintFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FormUnreachable { form } => write!(
                f,
                "expected a region with a seller of the form {form}, found none; widen its \
                 sellers or regions, or remove it"
            ),
            Self::NoForm { seller, region } => write!(
                f,
                "expected a form for {seller} in {region}, found none; add one or take the \
                 seller out of the region"
            ),
            Self::SellerNowhere { seller } => write!(
                f,
                "expected a region where {seller} works, found none; add it to one or remove it"
            ),
            Self::ProductUnsold { product } => write!(
                f,
                "expected a seller of product {product} who works in a region, found none; \
                 correct its sellers"
            ),
            Self::ProductWithoutForm { product } => write!(
                f,
                "expected a form for the kind of product {product}, found none; widen a form's \
                 product_kinds"
            ),
            Self::NoApprover { form } => write!(
                f,
                "expected an approver for the numbers of the form {form}, found none; set \
                 approval.approver"
            ),
            Self::NoAccountant { seller } => write!(
                f,
                "expected an accountant of {seller}, found none; name one in its accountants"
            ),
            Self::NoAdministrator => f.write_str(
                "expected an administrator, found none; name one in people.administrators",
            ),
            Self::NoRunPage => f.write_str(
                "expected the host's page of a run, found none; set portal.run_page, or let \
                 people ask the administrator",
            ),
        }
    }
}

/// Everything in a policy that can never be used, in the order of the file, and then who is missing.
/// [`Configuration::lint`](crate::Configuration::lint) looks at the connections too.
pub fn lint(policy: &Policy) -> Vec<LintFinding> {
    let mut found = Vec::new();
    found.extend(sellers(policy));
    found.extend(forms(policy));
    found.extend(products(policy));
    found.extend(people(policy));
    found
}

/// A problem has an owner; without one it is told to somebody who can not mend it.
fn people(policy: &Policy) -> impl Iterator<Item = LintFinding> {
    let silent = policy
        .sellers
        .iter()
        .filter(|one| one.accountants.is_empty());
    let silent = silent.map(|seller| LintFinding::NoAccountant {
        seller: seller.code.clone(),
    });
    let nobody = policy.people.administrators.is_empty();
    silent.chain(nobody.then_some(LintFinding::NoAdministrator))
}

/// Sellers with the regions where they work.
fn works(policy: &Policy) -> impl Iterator<Item = (&LegalEntity, &Region)> {
    policy.sellers.iter().flat_map(|seller| {
        let here = policy
            .regions
            .iter()
            .filter(|region| region.hosts(&seller.code));
        here.map(move |region| (seller, region))
    })
}

fn offered(form: &ContractForm, seller: &LegalEntity, region: &Region) -> bool {
    (form.sellers.is_empty() || form.sellers.contains(&seller.code))
        && (form.regions.is_empty() || form.regions.contains(&region.code))
}

fn sellers(policy: &Policy) -> impl Iterator<Item = LintFinding> {
    let nowhere = policy.sellers.iter().filter(|seller| {
        !policy
            .regions
            .iter()
            .any(|region| region.hosts(&seller.code))
    });
    let nowhere = nowhere.map(|seller| LintFinding::SellerNowhere {
        seller: seller.code.clone(),
    });
    let bare = works(policy).filter(|(seller, region)| {
        !policy
            .forms
            .iter()
            .any(|form| offered(form, seller, region))
    });
    nowhere.chain(bare.map(|(seller, region)| LintFinding::NoForm {
        seller: seller.code.clone(),
        region: region.code.clone(),
    }))
}

fn forms(policy: &Policy) -> impl Iterator<Item = LintFinding> {
    policy.forms.iter().flat_map(|form| {
        let form_code = || form.code.clone();
        let reached = works(policy).any(|(seller, region)| offered(form, seller, region));
        let unreachable = (!reached).then(|| LintFinding::FormUnreachable { form: form_code() });
        let silent = form.number_approval && policy.approval.approver.is_none();
        let silent = silent.then(|| LintFinding::NoApprover { form: form_code() });
        unreachable.into_iter().chain(silent)
    })
}

fn products(policy: &Policy) -> impl Iterator<Item = LintFinding> {
    let current = policy.products.iter().filter(|product| !product.archived);
    current.filter_map(|product| {
        let id = product.id.get();
        if !works(policy).any(|(seller, _)| product.sold_by(&seller.code)) {
            Some(LintFinding::ProductUnsold { product: id })
        } else if has_form(policy, product) {
            None
        } else {
            Some(LintFinding::ProductWithoutForm { product: id })
        }
    })
}

fn has_form(policy: &Policy, product: &Product) -> bool {
    let takes = |form: &&ContractForm| {
        form.product_kinds.is_empty() || form.product_kinds.contains(&product.kind)
    };
    policy.forms.iter().filter(takes).any(|form| {
        works(policy)
            .any(|(seller, region)| product.sold_by(&seller.code) && offered(form, seller, region))
    })
}
