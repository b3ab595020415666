function linked(user, context, callback) {
  const google = user.identities.filter((identity) => identity.provider === 'google-oauth2')[0];
  const { profileData = {} } = user.identities[1] || {};
  context.idToken['https://example.com/google'] = google ? google.user_id : null;
  context.idToken['https://example.com/second'] = profileData.name;
  callback(null, user, context);
}
