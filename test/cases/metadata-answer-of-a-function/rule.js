async function (user, context, callback) {
  const save = (change) => auth0.users.updateAppMetadata(user.user_id, change);
  await save({ seen: true });
  const { app_metadata: stored, email } = await save({ nick: user.nickname });
  context.idToken['https://acme.io/stored'] = [stored, email, user.nickname];
  callback(null, user, context);
}
