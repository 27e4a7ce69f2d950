#![doc = include_str!("../README.md")]

mod access;
mod address;
mod batch;
mod bucket;
mod client;
mod clock;
mod durations;
mod entity_type;
mod envelope;
mod error;
mod file;
pub mod guide;
mod hosts;
mod http;
mod inbound;
mod link;
mod list;
mod member;
mod method;
mod methods;
mod oauth;
mod observe;
mod operating;
mod order;
mod pacer;
mod params;
mod payload;
mod queue;
mod retry;
mod secret;
mod timing;
mod upload;
mod wire;

// The whole API: sending, reading, pace, errors.
pub use access::Access;
pub use batch::{Batch, BatchError, BatchResults, Handle};
pub use bucket::{Admission, Bucket, Drain, Plan};
pub use client::{Client, ClientBuilder, Download, Downloading, OpenCall};
pub use clock::{Clock, SystemClock};
pub use entity_type::EntityType;
pub use envelope::{Reply, read_answer};
pub use error::{Error, ErrorKind, TokenFault};
pub use file::FileContent;
pub use hosts::{AuthHost, PortalHosts};
pub use inbound::{
    AddressRef, Change, DocumentRef, Event, Frame, FrameUser, Happening, InboundAuth, InboundError,
    Place, PlacementOptions, RobotCall, UserFieldPlace, Verified,
};
pub use link::SignedLink;
pub use list::{Page, Rows, read_pages};
pub use member::MemberId;
pub use method::{Api, ListMethod, Method};
pub use oauth::{
    Application, FileTokenStore, Installation, MemoryTokenStore, OAuth, OAuthBuilder, Redirect,
    RenewalRight, Revision, Session, Stored, Swap, TokenStore, TokenStoreError, Tokens,
};
pub use observe::{Observer, RequestSeen, WaitReason, WaitSeen};
pub use operating::{Operating, OperatingTimes};
pub use order::Order;
pub use pacer::{Pacer, SharedBucket, SharedBucketLost};
pub use params::{Params, PhpQueryError, Reference, Value};
pub use payload::{Direction, Payload, Redaction};
pub use queue::Priority;
pub use retry::CallOptions;
pub use secret::Secret;
pub use timing::Timing;
pub use upload::{Upload, UploadMethod};
pub use wire::{
    DecodeError, Done, Fields, FromWire, Id, Money, OpenValue, RawJson, ToWire, from_wire,
};

// All methods and their answers stand in `api`, by area. Those here are the ones that most programs
// call; their address is the area, these are short names.
pub use methods::api;
pub use methods::api::activity::AddTodo;
pub use methods::api::crm_document::{Document, ListDocuments, UploadDocument};
pub use methods::api::dictionary::{Category, ListCategories, ListStatuses, Status};
pub use methods::api::feed::{AddBlogPost, Destination};
pub use methods::api::item::{
    Communication, GetItem, Item, ListItems, ListProductRows, ProductRow, UpdateItem,
};
pub use methods::api::notice::{NotifyPersonal, NotifySystem};
pub use methods::api::requisite::{
    Address, BankDetail, ListAddresses, ListBankDetails, ListPresets, ListRequisiteLinks,
    ListRequisites, Preset, Requisite, RequisiteLink,
};
pub use methods::api::system::{AppInfo, GetAppInfo, GetProfile, GetServerTime, Profile};
pub use methods::api::timeline::{AddComment, Comment, CommentFile, ListComments};
pub use methods::api::user::{Department, GetDepartments, GetUsers, User};
pub use methods::{MethodInfo, covered_methods};
