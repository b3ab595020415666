function destructured(user, context, callback) {
  const { ip, userAgent, query = {} } = context.request;
  const { id, name } = context.organization || {};
  console.log(ip, userAgent, query.prompt, id, name);
  callback(null, user, context);
}
