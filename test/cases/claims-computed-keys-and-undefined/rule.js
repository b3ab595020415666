function claims(user, context, callback) {
  const ns = 'https://example.com/';
  context.idToken[ns + 'nickname'] = user.nickname;
  context.idToken[`${ns}verified`] = user.email_verified === true;
  context.accessToken[ns + 'department'] = user.app_metadata && user.app_metadata.department;
  ['name', 'locale'].forEach((key) => {
    context.idToken[ns + key] = user[key];
  });
  callback(null, user, context);
}
