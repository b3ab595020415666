function (user, context, callback) {
  context.accessToken['https://example.com/tenant'] = context.organization ? context.organization.name : 'none';
  callback(null, user, context);
}
