async function (user, context, callback) {
  const { settings, profile } = user.user_metadata || {};
  try {
    await auth0.users.updateAppMetadata(user.user_id, settings);
    const changed = await auth0.users.updateUserMetadata(user.user_id, profile);
    context.idToken['https://acme.io/lang'] = changed.user_metadata.lang;
    callback(null, user, context);
  } catch (error) {
    callback(error);
  }
}
