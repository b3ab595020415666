function organization(user, context, callback) {
  if (context.organization) context.idToken['https://example.com/organization'] = context.organization;
  callback(null, user, context);
}
