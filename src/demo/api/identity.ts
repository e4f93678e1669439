import type { Org } from "../handler.ts";

function urlsOf(org: Org, userId: string): Record<string, string> {
  const base = org.instanceUrl;
  const data = `${base}/services/data/v{version}`;
  return {
    enterprise: `${base}/services/Soap/c/{version}/${org.organizationId}`,
    metadata: `${base}/services/Soap/m/{version}/${org.organizationId}`,
    partner: `${base}/services/Soap/u/{version}/${org.organizationId}`,
    rest: `${data}/`,
    sobjects: `${data}/sobjects/`,
    search: `${data}/search/`,
    query: `${data}/query/`,
    recent: `${data}/recent/`,
    tooling_soap: `${base}/services/Soap/T/{version}/${org.organizationId}`,
    tooling_rest: `${data}/tooling/`,
    profile: `${base}/${userId}`,
    feeds: `${data}/chatter/feeds`,
    groups: `${data}/chatter/groups`,
    users: `${data}/chatter/users`,
    feed_items: `${data}/chatter/feed-items`,
    custom_domain: base,
  };
}

function userOf(org: Org, userId: string): Record<string, unknown> {
  return org.store.get('SELECT * FROM "User" WHERE "Id" = ?', [userId]) ?? {};
}

/** `GET /services/oauth2/userinfo`. */
export function userInfo(org: Org, userId: string): Record<string, unknown> {
  const user = userOf(org, userId);
  return {
    sub: `${org.instanceUrl}/id/${org.organizationId}/${userId}`,
    user_id: userId,
    organization_id: org.organizationId,
    preferred_username: user["Username"],
    nickname: user["CommunityNickname"],
    name: user["Name"],
    email: user["Email"],
    email_verified: true,
    given_name: user["FirstName"],
    family_name: user["LastName"],
    zoneinfo: user["TimeZoneSidKey"],
    photos: {
      picture: `${org.instanceUrl}/profilephoto/005/F`,
      thumbnail: `${org.instanceUrl}/profilephoto/005/T`,
    },
    profile: `${org.instanceUrl}/${userId}`,
    picture: `${org.instanceUrl}/profilephoto/005/F`,
    urls: urlsOf(org, userId),
    active: true,
    user_type: "STANDARD",
    language: "en_US",
    locale: "en_US",
    utcOffset: -28_800_000,
    updated_at: new Date(org.now()).toISOString(),
  };
}

/** `GET /id/{organization}/{user}`. */
export function identity(org: Org, userId: string): Record<string, unknown> {
  const user = userOf(org, userId);
  return {
    id: `${org.instanceUrl}/id/${org.organizationId}/${userId}`,
    asserted_user: true,
    user_id: userId,
    organization_id: org.organizationId,
    username: user["Username"],
    nick_name: user["CommunityNickname"],
    display_name: user["Name"],
    email: user["Email"],
    email_verified: true,
    first_name: user["FirstName"],
    last_name: user["LastName"],
    timezone: user["TimeZoneSidKey"],
    photos: {
      picture: `${org.instanceUrl}/profilephoto/005/F`,
      thumbnail: `${org.instanceUrl}/profilephoto/005/T`,
    },
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: null,
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: urlsOf(org, userId),
    active: true,
    user_type: "STANDARD",
    language: "en_US",
    locale: "en_US",
    utcOffset: -28_800_000,
    last_modified_date: new Date(org.now()).toISOString(),
    is_app_installed: true,
  };
}
