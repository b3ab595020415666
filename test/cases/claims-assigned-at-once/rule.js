function claims(user, context, callback) {
  const ns = 'https://example.com/';
  context.idToken = Object.assign(context.idToken || {}, { [ns + 'email']: user.email, 'https://example.com/id': user.user_id });
  Object.assign(context.accessToken, {
    // for the API
    [`${ns}country`]: context.request.geoip.country_code,
  });
  context.accessToken = Object.assign({}, context.accessToken, { [ns + 'name']: user.name });
  const { app_metadata: stored = {} } = user;
  Object.entries(stored.flags || {}).forEach(([name, value]) => (context.accessToken[`${ns}flags/${name}`] = value));
  callback(null, user, context);
}
